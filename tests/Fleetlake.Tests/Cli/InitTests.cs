using Fleetlake.Pipeline.Configuration;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>What <c>init</c> writes, and that it is what goes without saying.</summary>
public sealed class InitTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public InitTests() => _sandbox.Environment.Clear();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Init_writes_every_key_with_its_default_and_the_models_and_leaves_what_is_there()
    {
        var first = (await _sandbox.Run("init")).Exits(0);
        string configuration = File.ReadAllText(_sandbox.PathOf("fleetlake.json"));
        _sandbox.Write("models/vehicle_daily_distance.sql", "mine");
        var second = (await _sandbox.Run("init")).Exits(0);

        Assert.Contains("fleetlake.json", first.Output.Split('\n'));
        Assert.Contains("models/vehicle_daily_distance.sql", first.Output.Split('\n'));
        Assert.All(ConfigurationKeys.All, key => Assert.Equal(!key.IsSecret, configuration.Contains($"\"{key.Name.Split('.')[^1]}\": ", StringComparison.Ordinal)));
        Assert.Empty(second.Output);
        second.Says("fleetlake.json is there already", "models/vehicle_daily_distance.sql is there already");
        Assert.Equal(configuration, File.ReadAllText(_sandbox.PathOf("fleetlake.json")));
        Assert.Equal("mine", File.ReadAllText(_sandbox.PathOf("models/vehicle_daily_distance.sql")));
    }

    [Fact]
    public async Task What_init_writes_runs_as_the_defaults_do()
    {
        using var sandbox = Sandbox.WithDay();
        (await sandbox.RunDay()).Exits(0);
        var rows = await sandbox.AllRows();
        Directory.Delete(sandbox.PathOf("lake"), recursive: true);

        (await sandbox.Run("init")).Exits(0);
        (await sandbox.RunDay()).Exits(0);

        Assert.Equal(rows, await sandbox.AllRows());
    }

    [Fact]
    public async Task Init_says_plainly_what_it_cannot_write()
    {
        _sandbox.Write("models", "a file where the folder should be");

        (await _sandbox.Run("init")).Exits(1).SaysItPlainly().Says("models");
    }
}
