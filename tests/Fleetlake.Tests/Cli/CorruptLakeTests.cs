using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>Files of the lake that are not what Fleetlake wrote: named, and made anew by <c>run --force</c>.</summary>
public sealed class CorruptLakeTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithTwoDays();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("raw/_manifests/date=2019-06-01.json", "extract", Damage.Text)]
    [InlineData("raw/_manifests/date=2019-06-01.json", "extract", Damage.Empty)]
    [InlineData("raw/_manifests/date=2019-06-01.json", "extract", Damage.Half)]
    [InlineData("staging/update_events/date=2019-06-01/part-00000.parquet", "stage:update", Damage.Text)]
    [InlineData("staging/update_events/date=2019-06-01/part-00000.parquet", "stage:update", Damage.Empty)]
    [InlineData("staging/update_events/date=2019-06-01/part-00000.parquet", "stage:update", Damage.Half)]
    public async Task A_corrupt_file_is_named_and_rebuilt_by_force(string name, string step, Damage damage)
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        string path = Spoil(name, damage);

        var result = (await _sandbox.RunDay()).Exits(1).SaysItPlainly();

        result.Says($"2019-06-01 {step}: failed", $"{path} is corrupt: found ", "expected a ", "`fleetlake run --force` for its date makes it anew");
        Assert.Equal(rows, await _sandbox.AllRows());
        (await _sandbox.RunDay("--force")).Exits(0);
        Assert.Equal(rows, await _sandbox.AllRows());
        Assert.Contains("unchanged", (await _sandbox.RunDay()).Exits(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Damage.Text)]
    [InlineData(Damage.Half)]
    [InlineData(Damage.Middle)]
    public async Task A_corrupt_raw_file_is_named_when_its_rows_are_needed(Damage damage)
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        string path = Spoil("raw/date=2019-06-01/event=update/part-00000.parquet", damage);
        File.Delete(_sandbox.PathOf("events", Sandbox.FirstFile));

        (await _sandbox.RunDay()).Exits(1).SaysItPlainly().Says("2019-06-01 extract: failed", $"{path} is corrupt: found ", "`fleetlake run --force`");
        Assert.Equal(rows, await _sandbox.AllRows());

        (await _sandbox.RunDay("--force")).Exits(0).SaysItPlainly().Says("rows of objects that are gone from the source could not all be kept", path);
        Assert.Contains("52.02", await _sandbox.Rows("select lat from update_events"));
    }

    [Fact]
    public async Task A_corrupt_raw_file_of_another_day_is_named_and_that_day_has_to_be_forced()
    {
        _sandbox.WriteEvents("2019-06-02-2-0-0-events.json", Line.Update("v_1", "2019-06-01T22:00:00Z", 52.2));
        (await _sandbox.RunDay()).Exits(0);
        string path = Spoil("raw/date=2019-06-01/event=update/part-00000.parquet", Damage.Half);

        (await _sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(1).SaysItPlainly().Says("2019-06-02 stage:update: failed", $"{path} is corrupt: found ");
        (await _sandbox.RunDay("--force")).Exits(0);
        (await _sandbox.Run("run", "--date", Sandbox.NextDay)).Exits(0);

        Assert.Equal(["5"], await _sandbox.Rows("select count(*) from update_events"));
    }

    [Fact]
    public async Task A_missing_raw_file_is_named()
    {
        (await _sandbox.RunDay()).Exits(0);
        string path = _sandbox.Part("raw", "date=2019-06-01", "event=create");
        File.Delete(path);
        File.Delete(_sandbox.PathOf("events", Sandbox.FirstFile));

        (await _sandbox.RunDay()).Exits(1).SaysItPlainly().Says($"{path} is corrupt: found nothing, expected the part of 1 rows that its manifest names");
    }

    [Theory]
    [InlineData(Damage.Text)]
    [InlineData(Damage.Half)]
    public async Task A_corrupt_list_of_objects_is_named_and_rebuilt_by_force(Damage damage)
    {
        (await _sandbox.RunDay()).Exits(0);
        string path = Spoil("raw/_objects/date=2019-06-01/objects.parquet", damage);
        _sandbox.WriteEvents("2019-06-01-10-0-0-events.json", Line.Update("v_1", "2019-06-01T19:00:00Z", 52.5));

        (await _sandbox.RunDay()).Exits(1).SaysItPlainly().Says("extract: failed", $"{path} is corrupt: found ");
        (await _sandbox.RunDay("--force")).Exits(0);
        Assert.Contains("52.5", await _sandbox.Rows("select lat from update_events"));
        _sandbox.WriteEvents("2019-06-01-11-0-0-events.json", Line.Update("v_1", "2019-06-01T19:01:00Z", 52.6));
        (await _sandbox.RunDay()).Exits(0);
    }

    [Fact]
    public async Task Rows_of_an_object_that_is_gone_outlive_a_corrupt_manifest()
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        File.Delete(_sandbox.PathOf("events", Sandbox.FirstFile));
        Spoil("raw/_manifests/date=2019-06-01.json", Damage.Text);

        (await _sandbox.RunDay("--force")).Exits(0);

        Assert.Equal(rows, await _sandbox.AllRows());
    }

    [Fact]
    public async Task Force_says_when_it_cannot_know_what_is_gone_from_the_source()
    {
        (await _sandbox.RunDay()).Exits(0);
        File.Delete(_sandbox.PathOf("events", Sandbox.FirstFile));
        string path = Spoil("raw/_objects/date=2019-06-01/objects.parquet", Damage.Text);

        (await _sandbox.RunDay("--force")).Exits(0).Says("rows of objects that are gone from the source could not all be kept", path);
    }

    [Fact]
    public async Task A_corrupt_file_of_rejected_lines_is_named_and_rebuilt_by_force()
    {
        (await _sandbox.RunDay()).Exits(0);
        var rows = await _sandbox.AllRows();
        string path = Spoil("staging/rejected_events/date=2019-06-01/part-00000.parquet", Damage.Half);

        (await _sandbox.Run("rejects", "list", "--date", Sandbox.Day)).Exits(1).SaysItPlainly().Says($"{path} is corrupt: found ");
        (await _sandbox.Run("rejects", "replay", "--date", Sandbox.Day)).Exits(1).SaysItPlainly().Says($"{path} is corrupt: found ");
        (await _sandbox.Run("load", "--date", Sandbox.Day, "--name", "rejected_events", "--force")).Exits(1).SaysItPlainly().Says(path);
        Assert.Equal(rows, await _sandbox.AllRows());

        (await _sandbox.RunDay("--force")).Exits(0);
        Assert.Equal(rows, await _sandbox.AllRows());
        (await _sandbox.Run("rejects", "list", "--date", Sandbox.Day)).Exits(0).Says("1 rejected lines");
    }

    [Fact]
    public async Task A_corrupt_file_of_mended_lines_is_named()
    {
        (await _sandbox.RunDay()).Exits(0);
        Directory.CreateDirectory(_sandbox.PathOf("lake", "raw", "_mends"));
        string path = Spoil("raw/_mends/date=2019-06-01.jsonl", Damage.Text);

        (await _sandbox.RunDay()).Exits(1).SaysItPlainly().Says($"{path} is corrupt: found ");
    }

    [Fact]
    public async Task A_file_that_someone_else_wrote_is_named()
    {
        (await _sandbox.RunDay()).Exits(0);
        File.Copy(_sandbox.PathOf("lake/raw/_objects/date=2019-06-01/objects.parquet"), _sandbox.Part("staging", "update_events", "date=2019-06-01"), overwrite: true);

        (await _sandbox.RunDay()).Exits(1).SaysItPlainly().Says(_sandbox.Part("staging", "update_events", "date=2019-06-01"), "in its metadata, expected a file that Fleetlake wrote");
    }

    private string Spoil(string name, Damage damage)
    {
        string path = _sandbox.PathOf(["lake", .. name.Split('/')]);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (damage == Damage.Middle)
            bytes.AsSpan(4, bytes.Length / 4).Fill(0xAA);
        File.WriteAllBytes(path, damage switch
        {
            Damage.Text => "nonsense"u8.ToArray(),
            Damage.Empty => [],
            Damage.Half => bytes[..(bytes.Length / 2)],
            _ => bytes,
        });
        return path;
    }

    public enum Damage
    {
        Text,
        Empty,
        Half,
        Middle,
    }
}
