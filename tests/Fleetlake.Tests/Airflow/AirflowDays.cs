using Fleetlake.Lake;
using Fleetlake.Simulator;
using Fleetlake.Tests.Faults;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Fleetlake.Tests.Warehouse;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Airflow;

/// <summary>
/// Five days that a real Airflow has caught up with, on S3 and ClickHouse: the sample, three messy days and one without
/// objects. Both servers were away when it began, and two tasks were killed on the way.
/// </summary>
public sealed class AirflowDays : IAsyncLifetime
{
    internal const string Daily = "fleetlake_daily";
    internal const string Late = "fleetlake_late";
    internal static readonly DateOnly[] Dates = [.. Enumerable.Range(1, 5).Select(day => new DateOnly(2019, 6, day))];
    private readonly TaskCompletionSource[] _hanging = [new(), new()];

    internal static bool IsThere => Missing is null;

    /// <summary>What this needs and is not there.</summary>
    internal static string? Missing =>
        Array.Find([AirflowServer.Variable, "FLEETLAKE_TEST_S3", TestDatabase.Variable, "FLEETLAKE_SAMPLE"], name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    internal AirflowServer Server { get; private set; } = null!;

    internal FleetCase Fleet { get; private set; } = null!;

    internal TestBucket Bucket { get; private set; } = null!;

    internal FaultProxy S3 { get; private set; } = null!;

    internal FaultProxy ClickHouse { get; private set; } = null!;

    /// <summary>What the first task said while S3 was away.</summary>
    internal string SaidWithoutS3 { get; private set; } = "";

    /// <summary>What a load said while ClickHouse was away.</summary>
    internal string SaidWithoutClickHouse { get; private set; } = "";

    /// <summary>The runs that were killed in, and the attempts of the task by then.</summary>
    internal List<(DateOnly Date, int Attempt)> Killed { get; } = [];

    /// <summary>The run that Airflow has made for a date.</summary>
    internal static string RunOf(DateOnly date) => $"scheduled__{LakeLayout.Date(date.AddDays(1))}T00:00:00+00:00";

    public async ValueTask InitializeAsync()
    {
        if (!IsThere)
            return;
        Bucket = await TestBucket.CreateAsync();
        S3 = new FaultProxy(Bucket.Endpoint);
        Fleet = new FleetCase("America/Sao_Paulo", TestEngine.ClickHouse, bucket: Bucket);
        ClickHouse = new FaultProxy(Fleet.Database!.Url);
        Fleet.Database.Relay = ClickHouse.Endpoint;
        Fleet.Environment["FLEETLAKE_S3__ENDPOINT"] = S3.Endpoint.AbsoluteUri;
        foreach (var (key, bytes) in ReferenceLake.ReadFolder(Environment.GetEnvironmentVariable("FLEETLAKE_SAMPLE")!))
            Fleet.Put(key, bytes);
        foreach (var date in Dates[1..4])
            Fleet.Simulate(new FleetOptions { Date = date, StartSecond = 43_200, Seconds = 40, Vehicles = 6, Mess = 0.1, ClockOffset = TimeSpan.FromHours(-3) });

        Server = new AirflowServer(new Dictionary<string, string>(Fleet.RunEnvironment)
        {
            ["FLEETLAKE_START_DATE"] = LakeLayout.Date(Dates[0]),
            ["FLEETLAKE_END_DATE"] = LakeLayout.Date(Dates[^1]),
            ["FLEETLAKE_RETRY_SECONDS"] = "1",
            ["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "4",
            ["FLEETLAKE_LINEAGE__URL"] = "lineage.jsonl",
            // Without it the provider tells nothing, and no task its name.
            ["AIRFLOW__OPENLINEAGE__TRANSPORT"] = """{"type":"file","log_file_path":"airflow-lineage.jsonl","append":true}""",
            // The last line of a task's log is what the task says.
            ["AIRFLOW__LOGGING__NAMESPACE_LEVELS"] = "airflow.providers.openlineage=WARNING",
            ["OPENLINEAGE_CLIENT_LOGGING"] = "WARNING",
        });
        await CatchUpAsync();
    }

    /// <summary>Every table is as one run over all that came gives it.</summary>
    internal Task AssertAsReferenceAsync() => Fleet.AssertAsReferenceAsync(Dates);

    public async ValueTask DisposeAsync()
    {
        if (!IsThere)
            return;
        Server?.Dispose();
        await S3.DisposeAsync();
        await ClickHouse.DisposeAsync();
        Fleet.Dispose();
        await Bucket.DisposeAsync();
    }

    private async Task CatchUpAsync()
    {
        S3.Refuse();
        ClickHouse.Refuse();
        S3.Script = Hang;
        await Server.StartAsync();
        SaidWithoutS3 = await RefusedAsync("extract");
        S3.Accept();
        SaidWithoutClickHouse = await RefusedAsync("load.update_events");
        ClickHouse.Accept();
        await KillAsync(_hanging[0].Task, withAirflowsProcess: false);
        await KillAsync(_hanging[1].Task, withAirflowsProcess: true);
        foreach (var date in Dates)
            await Server.UntilRunAsync(Daily, RunOf(date));
    }

    private async Task<string> RefusedAsync(string task)
    {
        var refused = await Server.UntilTaskAsync(Daily, RunOf(Dates[0]), task, "up_for_retry");
        return Server.LastLine(Daily, RunOf(Dates[0]), task, refused.Attempts);
    }

    // The first put of the updates of the third and of the fourth day gets no answer.
    private Fault.Silence? Hang(ProxiedRequest request)
    {
        for (int i = 0; i < _hanging.Length; i++)
        {
            if (request.Method is "PUT" or "POST" && request.Path.Contains($"update_events/date={LakeLayout.Date(Dates[i + 2])}/", StringComparison.Ordinal) && _hanging[i].TrySetResult())
                return new Fault.Silence();
        }

        return null;
    }

    private async Task KillAsync(Task hanging, bool withAirflowsProcess)
    {
        await hanging.WaitAsync(TimeSpan.FromMinutes(5));
        var process = FleetlakeInAirflow.Find(Server.Home, "stage", "update");
        var task = (await Server.TasksAsync(Daily, RunOf(process.Date)))["stage.update"];
        Assert.Equal("running", task.State);
        Killed.Add((process.Date, task.Attempts));
        process.Kill(withAirflowsProcess);
    }
}
