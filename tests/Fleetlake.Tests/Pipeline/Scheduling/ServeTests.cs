using System.Net;
using Fleetlake.Lake;
using Fleetlake.Tests.Cli;
using Xunit;

namespace Fleetlake.Tests.Pipeline.Scheduling;

/// <summary><c>fleetlake serve</c> as a process, with a schedule of seconds on a fleet's last days.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly ServedFleet _served = new();
    private readonly int _port = ServedFleet.FreePort();

    public ServeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of Unix");

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task It_catches_up_takes_in_a_late_file_and_ends_with_0_when_asked_to()
    {
        using var server = _served.Serve(_port);
        await _served.UntilIdleAsync(_port);
        await server.UntilItSaysAsync($"{LakeLayout.Date(_served.Last)}: done");
        Assert.All(_served.Records().Values, count => Assert.Equal(1, count));

        string late = LakeLayout.Date(_served.First.AddDays(1));
        _served.Fleet.Put($"{late}-9-0-0-events.json", Line.Update("v_late", $"{late}T09:00:00Z", 52.5) + "\n");
        await server.UntilItSaysAsync($"to be run: {late}");
        await _served.UntilIdleAsync(_port);
        server.AskToEnd();

        (await server.EndAsync()).Exits(0).SaysItPlainly().Says("serve: stopped.");
        Assert.Equal(2, _served.Records()[late]);
        Assert.Equal(1, _served.Records()[LakeLayout.Date(_served.Last)]);
        await _served.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task Killed_between_two_steps_it_goes_on_where_it_was()
    {
        using (var server = _served.Serve(_port))
        {
            await server.UntilItSaysAsync($"{LakeLayout.Date(_served.First.AddDays(1))} stage:update: done");
            await server.KillAsync();
        }

        using var next = _served.Serve(_port);
        await _served.UntilIdleAsync(_port);
        next.PressCtrlC();

        var end = (await next.EndAsync()).Exits(0);
        Assert.DoesNotContain($"{LakeLayout.Date(_served.First)} extract", end.Error, StringComparison.Ordinal);
        end.Says($"{LakeLayout.Date(_served.First.AddDays(1))} extract: as it should be", $"{LakeLayout.Date(_served.Last)}: done");
        await _served.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task Stopped_within_a_run_it_says_so_and_the_run_is_in_the_history()
    {
        // The warehouse is another's, so that the run waits for it.
        await using (await _served.Fleet.Settings.OpenWarehouse().OpenAsync(TestContext.Current.CancellationToken))
        {
            using var server = _served.Serve(_port);
            await server.UntilItSaysAsync("stage:delete");
            server.AskToEnd();
            (await server.EndAsync()).Exits(0).Says("was stopped. Done: extract", "Run it again to go on.");
        }

        using var next = _served.Serve(_port);
        await _served.UntilIdleAsync(_port);
        next.AskToEnd();
        (await next.EndAsync()).Exits(0);
        await _served.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task Two_on_one_lake_run_each_date_once()
    {
        int otherPort = ServedFleet.FreePort();
        using var one = _served.Serve(_port);
        using var other = _served.Serve(otherPort);
        await _served.UntilIdleAsync(_port);
        await _served.UntilIdleAsync(otherPort);
        one.AskToEnd();
        other.AskToEnd();

        (await one.EndAsync()).Exits(0).SaysItPlainly();
        (await other.EndAsync()).Exits(0).SaysItPlainly();
        Assert.All(_served.Records().Values, count => Assert.Equal(1, count));
        await _served.AssertAsReferenceAsync();
    }

    [Fact]
    public async Task It_says_how_it_is_to_whoever_asks_on_this_machine()
    {
        using var server = _served.Serve(_port);
        await _served.UntilIdleAsync(_port);

        var (code, ready) = await _served.AskAsync(_port);
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.True(ready.GetProperty("isReady").GetBoolean());
        Assert.Equal(LakeLayout.Date(_served.Last), ready.GetProperty("lastRun").GetProperty("date").GetString());
        Assert.Equal("Done", ready.GetProperty("lastRun").GetProperty("status").GetString());
        Assert.InRange(ready.GetProperty("nextRun").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await _served.AskAsync(_port, "/health/live", "localhost")).Code);
        Assert.Equal(HttpStatusCode.OK, (await _served.AskAsync(_port, "/health/live", method: HttpMethod.Head)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await _served.AskAsync(_port, "/")).Code);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _served.AskAsync(_port, method: HttpMethod.Delete)).Code);

        // Whoever comes second is told, and takes nothing from the first.
        using var second = _served.Serve(_port);
        (await second.EndAsync()).Exits(2).SaysItPlainly().Says($"serve.url: cannot listen at http://127.0.0.1:{_port}");

        // A source that goes away makes it not ready, and its coming back ready again.
        Directory.Move(_served.Fleet.Events, _served.Fleet.Events + "-away");
        await server.UntilItSaysAsync("cannot find out what is due");
        (code, ready) = await _served.AskAsync(_port);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("found nothing", ready.GetProperty("error").GetString(), StringComparison.Ordinal);
        server.AskToEnd();
        (await server.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task What_the_caller_can_mend_is_told_before_anything_is_served()
    {
        using var sandbox = new Sandbox();

        (await sandbox.Run("serve")).Exits(2).SaysItPlainly().Says("the web console is not part of this build");
        (await sandbox.Run("serve", "--no-console", "--source", "nowhere")).Exits(2).SaysItPlainly().Says("nowhere: found nothing");
        (await sandbox.Run("serve", "--no-console", "--listen", "nowhere")).Exits(2).SaysItPlainly().Says("serve.url (--listen): found \"nowhere\"");
        (await sandbox.Run("serve", "--no-console", "--listen", "http://192.0.2.1:80")).Exits(2).SaysItPlainly().Says("serve.url: cannot listen at");
        Assert.False(Directory.Exists(sandbox.PathOf("lake")));
    }
}
