using System.Runtime.Versioning;
using Fleetlake.Lake;
using Xunit;

namespace Fleetlake.Tests.Lake;

/// <summary>Users of one machine do not meet in each other's scratch files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UserScratchTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void Lake_in_a_bucket_has_its_scratch_in_a_folder_that_bears_the_user()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a temporary folder for each user; run this on another system.");
        string scratch = DataLake.Open("s3://bucket/raw", "s3://bucket/staging").ScratchFolder;
        Assert.Matches("^fleetlake-[0-9]+$", Path.GetFileName(Path.GetDirectoryName(scratch)));
        Assert.NotEqual(scratch, DataLake.Open("s3://bucket/other", "s3://bucket/staging").ScratchFolder);
    }

    [Fact]
    public void Folder_of_the_user_is_nobody_elses_to_read_and_a_named_one_is_left_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a temporary folder for each user; run this on another system.");
        string own = Path.Combine(UserScratch.Folder, $"test-{Guid.NewGuid():n}");
        using var folder = new TempFolder();
        try
        {
            Directory.CreateDirectory(UserScratch.Folder);
            File.SetUnixFileMode(UserScratch.Folder, OwnerOnly | UnixFileMode.OtherRead);
            UserScratch.Create(own);
            Assert.True(Directory.Exists(own));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(UserScratch.Folder));
        }
        finally
        {
            Directory.Delete(own);
        }

        var before = File.GetUnixFileMode(folder.Path);
        UserScratch.Create(folder.At("scratch"));
        Assert.Equal(before, File.GetUnixFileMode(folder.Path));
    }
}
