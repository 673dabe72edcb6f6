using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Athena;

/// <summary>A Trino of a test's own, the engine that Athena is made of, over the files of a folder.</summary>
internal sealed class TrinoServer : IDisposable
{
    /// <summary>The command that starts and stops one: <c>start FOLDER PORT</c>, where <c>s3://</c> stands for <c>FOLDER/s3/</c>, and <c>stop FOLDER</c>.</summary>
    public const string Variable = "FLEETLAKE_TEST_TRINO";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // As Athena: a database that the names belong to, and UTC. A client that cannot do the last is given milliseconds, whatever the type.
    private static readonly (string Name, string Value)[] Headers =
    [
        ("User", "test"), ("Catalog", "hive"), ("Schema", TrinoTables.Schema), ("Time-Zone", "UTC"), ("Client-Capabilities", "PARAMETRIC_DATETIME"),
    ];

    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly string _command;
    private readonly string _folder;

    /// <param name="folder">A folder for it.</param>
    /// <param name="buckets">The folder whose folders are the buckets.</param>
    public TrinoServer(string folder, string buckets)
    {
        string? command = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(command), $"Set {Variable} to a command that starts a Trino (see CONTRIBUTING.md) to run this.");
        (_command, _folder) = (command!, folder);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(buckets);
        Directory.CreateSymbolicLink(Path.Combine(folder, "s3"), buckets);
        int port = ClusterRelay.FreePort();
        var (exitCode, output) = Run("start", folder, port.ToString(CultureInfo.InvariantCulture));
        if (exitCode != 0)
            Dispose();
        Assert.True(exitCode == 0, output);
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>The rows of a statement, each cell in the type of .NET that <see cref="TrinoCell"/> gives it.</summary>
    /// <param name="sql">One statement, without a semicolon at its end.</param>
    /// <param name="session">A setting of its session, such as <c>name=value</c>.</param>
    public async Task<List<object?[]>> QueryAsync(string sql, string? session = null)
    {
        var rows = new List<object?[]>();
        using var content = new StringContent(sql);
        using var first = new HttpRequestMessage(HttpMethod.Post, "/v1/statement") { Content = content };
        foreach (var (name, value) in Headers)
            first.Headers.Add($"X-Trino-{name}", value);
        if (session is not null)
            first.Headers.Add("X-Trino-Session", session);
        for (var page = await SendAsync(first); ;)
        {
            if (page.TryGetProperty("error", out var error))
                Assert.Fail($"{error.GetProperty("message").GetString()}\n{sql}");
            if (page.TryGetProperty("data", out var data))
                rows.AddRange(data.EnumerateArray().Select(row => TrinoCell.Row(row, page.GetProperty("columns"))));
            if (!page.TryGetProperty("nextUri", out var next))
                return rows;
            using var request = new HttpRequestMessage(HttpMethod.Get, next.GetString());
            page = await SendAsync(request);
        }
    }

    public void Dispose()
    {
        Run("stop", _folder);
        _http.Dispose();
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    // Not a pipe to read to its end: the server would keep it open.
    private (int ExitCode, string Output) Run(params string[] arguments)
    {
        string output = Path.Combine(_folder, $"{arguments[0]}.out");
        using var process = Process.Start("/bin/bash", ["-c", "\"$@\" > \"$0\" 2>&1 < /dev/null", output, _command, .. arguments]);
        process.WaitForExit();
        return (process.ExitCode, File.ReadAllText(output));
    }
}
