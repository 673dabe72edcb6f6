using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Simulator;
using ParquetSharp;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>A real process is killed at moments that nobody chose, and the next run makes everything right.</summary>
public sealed class KillTests
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);

    [Fact]
    public async Task A_run_that_is_killed_and_run_again_ends_as_one_that_was_not_and_no_reader_sees_half_a_partition()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("FLEETLAKE_TEST_KILLS") ?? "6", CultureInfo.InvariantCulture);
        var random = new Random(kills);
        using var fleet = new FleetCase();
        var files = new Fleet(new FleetOptions { Date = First, StartSecond = 86_400 - 200, Seconds = 400, Vehicles = 8, Mess = 0.1 })
            .Files().Select(file => (file.Name, Bytes: file.Bytes.ToArray())).ToList();
        int share = files.Count / (kills + 1);
        int killed = 0;
        PutSome(fleet, files, 0, share);
        await RunWholeAsync(fleet);

        for (int i = 1; i <= kills; i++)
        {
            var before = RowsOfParts(fleet);
            PutSome(fleet, files, i * share, i == kills ? files.Count : (i + 1) * share);
            var (wasKilled, seen) = await KillAndReadAsync(fleet, TimeSpan.FromMilliseconds(random.Next(150, 1600)));
            killed += wasKilled ? 1 : 0;
            await RunWholeAsync(fleet);
            var after = RowsOfParts(fleet);
            foreach (var (part, rows) in seen)
            {
                Assert.True(
                    before.GetValueOrDefault(part) == rows || after.GetValueOrDefault(part) == rows,
                    $"{part}: a reader saw {rows} rows, expected {before.GetValueOrDefault(part)} as before or {after.GetValueOrDefault(part)} as after.");
            }

            await fleet.AssertAsReferenceAsync(First, Second);
        }

        Assert.True(killed > kills / 2, $"only {killed} of {kills} runs were still going on when they were killed.");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(fleet.Root, "lake"), "*.tmp", SearchOption.AllDirectories));
    }

    private static void PutSome(FleetCase fleet, List<(string Name, byte[] Bytes)> files, int from, int to)
    {
        foreach (var (name, bytes) in files[from..to])
            fleet.Put(name, bytes);
    }

    private static async Task RunWholeAsync(FleetCase fleet)
    {
        var (exitCode, error) = await FleetlakeProcess.RunAsync(fleet, "run", "--date", LakeLayout.Date(First), "--to", LakeLayout.Date(Second));
        Assert.True(exitCode == 0, error);
    }

    // What a reader sees of each partition until the run is dead, and after.
    private static async Task<(bool WasKilled, List<(string Part, long Rows)> Seen)> KillAndReadAsync(FleetCase fleet, TimeSpan after)
    {
        using var process = FleetlakeProcess.Start(fleet, "run", "--date", LakeLayout.Date(First), "--to", LakeLayout.Date(Second));
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var kill = Task.Run(async () =>
        {
            await Task.Delay(after);
            process.Kill();
            await process.WaitForExitAsync();
        });
        var seen = new List<(string Part, long Rows)>();
        do
            seen.AddRange(RowsOfParts(fleet).Select(part => (part.Key, part.Value)));
        while (!kill.IsCompleted);
        await kill;
        seen.AddRange(RowsOfParts(fleet).Select(part => (part.Key, part.Value)));
        return (process.ExitCode != 0, seen.Distinct().ToList());
    }

    private static Dictionary<string, long> RowsOfParts(FleetCase fleet)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        string lake = Path.Combine(fleet.Root, "lake");
        foreach (string path in Directory.EnumerateFiles(lake, "part-00000.parquet", SearchOption.AllDirectories))
        {
            try
            {
                using var file = File.OpenRead(path);
                using var reader = new ParquetFileReader(file);
                for (int i = 0; i < reader.FileMetaData.NumRowGroups; i++)
                {
                    using var group = reader.RowGroup(i);
                    using var column = group.Column(0).LogicalReader<string>();
                    Assert.Equal(group.MetaData.NumRows, column.ReadAll((int)group.MetaData.NumRows).Length);
                }

                rows[Path.GetRelativePath(lake, path)] = reader.FileMetaData.NumRows;
            }
            catch (FileNotFoundException)
            {
                // A partition without rows any more has no file.
            }
        }

        return rows;
    }
}
