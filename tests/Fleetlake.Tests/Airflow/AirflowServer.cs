using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fleetlake.Tests.Warehouse;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Airflow;

/// <summary>A real Airflow with the DAGs as they are deployed, and its API.</summary>
internal sealed class AirflowServer : IDisposable
{
    /// <summary>The command that starts and stops one: <c>start HOME PORT</c> with DAGs in <c>HOME/dags</c>, <c>stop HOME</c>, <c>env HOME PORT</c>, <c>venv</c>.</summary>
    public const string Variable = "FLEETLAKE_TEST_AIRFLOW_SERVER";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _port = ClusterRelay.FreePort().ToString(CultureInfo.InvariantCulture);

    /// <param name="environment">What <c>fleetlake</c> and the DAGs are told.</param>
    public AirflowServer(IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        CopyDags(Path.Combine(Home, "dags"));
        File.WriteAllText(Path.Combine(Home, "fleetlake-plan.json"), RunFleetlake("plan", "--date", "2019-06-01", "--format", "json"));
    }

    public static string? Command => Environment.GetEnvironmentVariable(Variable);

    /// <summary>Where fleetlake runs.</summary>
    public string Home => _folder.File("airflow");

    public static void CopyDags(string folder)
    {
        string dags = Path.Combine(AppContext.BaseDirectory, "Airflow", "dags");
        foreach (string file in Directory.EnumerateFiles(dags, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(dags, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public async Task StartAsync()
    {
        var (code, output) = Run("exec \"$SERVER\" start \"$HOME_OF_AIRFLOW\" \"$PORT\"");
        Assert.True(code == 0, output);
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_port}");
        using var answer = await _http.PostAsJsonAsync("/auth/token", new { username = "airflow", password = "airflow" });
        string token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Runs a command line of <c>airflow</c>.</summary>
    public (int ExitCode, string Output) Airflow(params string[] arguments) =>
        Run("eval \"$(\"$SERVER\" env \"$HOME_OF_AIRFLOW\" \"$PORT\")\"; exec airflow \"$@\"", arguments);

    public async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>($"/api/v2/{path}");

    /// <summary>Triggers a run by hand and gives its id.</summary>
    public async Task<string> TriggerAsync(string dag, string date)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/v2/dags/{dag}/dagRuns", new { logical_date = (string?)null, conf = new { date } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dag_run_id").GetString()!;
    }

    /// <summary>The state of each run of a DAG, by id.</summary>
    public async Task<Dictionary<string, string>> RunsAsync(string dag) => (await GetAsync($"dags/{dag}/dagRuns?limit=100")).GetProperty("dag_runs")
        .EnumerateArray().ToDictionary(run => run.GetProperty("dag_run_id").GetString()!, run => run.GetProperty("state").GetString()!);

    /// <summary>The tasks of a run, mapped ones with their index.</summary>
    public async Task<Dictionary<string, AirflowTask>> TasksAsync(string dag, string run) =>
        (await GetAsync($"dags/{dag}/dagRuns/{Uri.EscapeDataString(run)}/taskInstances?limit=100")).GetProperty("task_instances").EnumerateArray()
        .Select(task => new AirflowTask(
            task.GetProperty("task_id").GetString()!, task.GetProperty("map_index").GetInt32(),
            task.GetProperty("state").GetString() ?? "", task.GetProperty("try_number").GetInt32()))
        .ToDictionary(task => task.MapIndex < 0 ? task.Id : $"{task.Id}[{task.MapIndex}]");

    public async Task<JsonElement> ResultAsync(string dag, string run, string task) =>
        (await GetAsync($"dags/{dag}/dagRuns/{Uri.EscapeDataString(run)}/taskInstances/{task}/xcomEntries/return_value")).GetProperty("value");

    /// <summary>The last line of a task's log, with the message of what it failed of.</summary>
    public string LastLine(string dag, string run, string task, int attempt)
    {
        string path = Path.Combine(Home, "logs", $"dag_id={dag}", $"run_id={run}", $"task_id={task}", string.Create(CultureInfo.InvariantCulture, $"attempt={attempt}.log"));
        using var line = JsonDocument.Parse(File.ReadLines(path).Last(text => !text.Contains("::group::", StringComparison.Ordinal) && !text.Contains("::endgroup::", StringComparison.Ordinal)));
        var said = line.RootElement;
        return said.TryGetProperty("error_detail", out var detail)
            ? $"{detail[0].GetProperty("exc_type").GetString()}: {detail[0].GetProperty("exc_value").GetString()}"
            : said.GetProperty("event").GetString()!;
    }

    /// <summary>Waits for a task to be in a state.</summary>
    public Task<AirflowTask> UntilTaskAsync(string dag, string run, string task, string state) => UntilAsync(
        $"{task} of {dag} {run} is {state}",
        async () => (await TasksAsync(dag, run)).GetValueOrDefault(task) is { } found && found.State == state ? found : null);

    /// <summary>Waits for a run to end and gives its tasks.</summary>
    public async Task<Dictionary<string, AirflowTask>> UntilRunAsync(string dag, string run, string state = "success")
    {
        string ended = await UntilAsync(
            $"{dag} {run} has ended", async () => (await RunsAsync(dag)).GetValueOrDefault(run) is "success" or "failed" ? (await RunsAsync(dag))[run] : null);
        var tasks = await TasksAsync(dag, run);
        Assert.True(ended == state, $"{dag} {run} ended as {ended}, expected {state}:\n{string.Join('\n', tasks.Values.Select(task => $"{task.Id}: {task.State}"))}");
        return tasks;
    }

    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> find)
        where T : class
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(1000))
        {
            try
            {
                if (await find() is { } found)
                    return found;
            }
            catch (HttpRequestException)
            {
                // A run or a task that is not there yet.
            }
        }

        throw new TimeoutException($"not within {Patience}: {what}\n{string.Join('\n', File.ReadLines(Path.Combine(Home, "run", "scheduler.log")).TakeLast(20))}");
    }

    public void Dispose()
    {
        Run("exec \"$SERVER\" stop \"$HOME_OF_AIRFLOW\"");
        _http.Dispose();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                // A task that was stopped with the scheduler writes a last line.
                Thread.Sleep(250);
            }
        }
    }

    private string RunFleetlake(params string[] arguments)
    {
        var (code, output) = Run("exec fleetlake \"$@\"", arguments);
        Assert.True(code == 0, output);
        return output;
    }

    // Not a pipe to read to its end: the servers would keep it open.
    private (int ExitCode, string Output) Run(string script, params string[] arguments)
    {
        Directory.CreateDirectory(Home);
        string output = _folder.File($"{Guid.NewGuid():N}.out");
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec > \"$0\" 2>&1 < /dev/null; {script}", output, .. arguments]) { WorkingDirectory = Home };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("FLEETLAKE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SERVER"] = Command;
        start.Environment["HOME_OF_AIRFLOW"] = Home;
        start.Environment["PORT"] = _port;
        // One writer at a time, and on a busy machine it may be away for a while.
        start.Environment["AIRFLOW_DB"] = $"sqlite:///{Home}/airflow.db?timeout=120";
        start.Environment["AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"] = ClusterRelay.FreePort().ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return (process.ExitCode, File.ReadAllText(output));
    }
}

/// <summary>A task of a run.</summary>
/// <param name="Id">Its name in the DAG.</param>
/// <param name="MapIndex">Which of the tasks that were made of it, or -1.</param>
/// <param name="State">As Airflow shows it.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record AirflowTask(string Id, int MapIndex, string State, int Attempts);
