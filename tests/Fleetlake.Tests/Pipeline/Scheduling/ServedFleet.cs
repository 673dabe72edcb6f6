using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fleetlake.Lake;
using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Pipeline.Scheduling;

/// <summary>A fleet that has driven through the last days, and servers that take it in every second.</summary>
internal sealed class ServedFleet : IDisposable
{
    private const int Days = 3;
    private const int LastSecondOfDay = 86_400;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ServedFleet()
    {
        First = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-Days);
        for (int i = 0; i < Days; i++)
        {
            // Around midnight, so that the days touch each other.
            Fleet.Simulate(new FleetOptions
            {
                Date = First.AddDays(i),
                StartSecond = LastSecondOfDay - 120,
                Seconds = i < Days - 1 ? 240 : 120,
                Vehicles = 6,
                Seed = (ulong)i,
                Mess = 0.1,
            });
        }

        Fleet.Environment["FLEETLAKE_SCHEDULE__CRON"] = "* * * * * *";
        Fleet.Environment["FLEETLAKE_SCHEDULE__FROM"] = LakeLayout.Date(First);
        Fleet.Environment["FLEETLAKE_SCHEDULE__LOOKBACKDAYS"] = "3";
    }

    public FleetCase Fleet { get; } = new();

    public DateOnly First { get; }

    public DateOnly Last => First.AddDays(Days - 1);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Cli.FleetlakeProcess Serve(int port) => Cli.FleetlakeProcess.Start(
        Fleet.Root, Fleet.RunEnvironment, "serve", "--no-console", "--listen", $"http://127.0.0.1:{port}");

    public async Task<(HttpStatusCode Code, JsonElement Body)> AskAsync(int port, string path = "/health/ready", string host = "127.0.0.1", HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"http://{host}:{port}{path}");
        using var response = await Http.SendAsync(request, _cancellation);
        string body = await response.Content.ReadAsStringAsync(_cancellation);
        return (response.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }

    /// <summary>Waits until a server says that it is ready and has nothing to do.</summary>
    public async Task UntilIdleAsync(int port)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(180));
        var status = default(JsonElement);
        while (true)
        {
            try
            {
                (var code, status) = await AskAsync(port);
                if (code == HttpStatusCode.OK && status.GetProperty("due").GetArrayLength() == 0 && !status.TryGetProperty("running", out _))
                    return;
            }
            catch (HttpRequestException)
            {
                // It has not begun to listen.
            }

            Assert.False(patience.IsCancellationRequested, $"not idle after 180 s: {status}");
            await Task.Delay(50, _cancellation);
        }
    }

    /// <summary>How often each date was run to its end with something to do.</summary>
    public Dictionary<string, int> Records() => Directory.EnumerateDirectories(Path.Combine(Fleet.Root, "lake", "raw", "_runs"))
        .ToDictionary(
            folder => Path.GetFileName(folder)["date=".Length..],
            folder => Directory.EnumerateFiles(folder).Count(file => File.ReadAllText(file).Contains("\"status\": \"Done\",\n  \"steps\"", StringComparison.Ordinal)));

    /// <summary>The tables are those of the reference for the dates that were run, which midnight may make one more.</summary>
    public async Task AssertAsReferenceAsync()
    {
        var dates = await Fleet.Settings.Open().Commits.DatesAsync(_cancellation);
        Assert.Equal([First, First.AddDays(1), Last], dates.Take(Days));
        await Fleet.AssertAsReferenceAsync([.. dates]);
    }

    public void Dispose() => Fleet.Dispose();
}
