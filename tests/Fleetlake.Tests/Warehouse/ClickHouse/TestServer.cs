using System.Diagnostics;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>A ClickHouse server of a test's own: with a configuration of its own, or to be killed.</summary>
internal sealed class TestServer : IDisposable
{
    /// <summary>The command that starts and stops a server: <c>start FOLDER HTTP_PORT TCP_PORT CONFIG</c> prints a connection string, <c>stop FOLDER</c> kills it.</summary>
    public const string Variable = "FLEETLAKE_TEST_CLICKHOUSE_SERVER";

    private const string Ports = "taken";
    private readonly TestFolder _folder = new();
    private readonly string _command;
    private readonly string _configuration;
    private readonly IReadOnlyDictionary<string, string> _environment;

    /// <param name="configuration">The parts of its configuration; <c>FOLDER</c> in them is a folder of its own.</param>
    /// <param name="users">Its users file, when it has one.</param>
    /// <param name="tcpPort">The port of its native protocol; 0 takes a free one.</param>
    /// <param name="moreUsers">What is laid over its users file, as the files of <c>users.d</c> are.</param>
    /// <param name="environment">The environment variables that it has besides.</param>
    public TestServer(
        string configuration = "", string? users = null, int tcpPort = 0, string? moreUsers = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        _environment = environment ?? new Dictionary<string, string>();
        string? command = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(command), $"Set {Variable} to a command that starts a ClickHouse server (see CONTRIBUTING.md) to run this.");
        _command = command!;
        string files = users is null ? "" : $"<users_config>{_folder.Write("users.xml", users)}</users_config>";
        _configuration = _folder.Write("config.xml", $"<clickhouse>{files}{configuration.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)}</clickhouse>");
        if (moreUsers is not null)
            _folder.Write("users.d/more.xml", moreUsers);
        _folder.Write(Ports, $"0\t{tcpPort}");
        Start();
    }

    /// <summary>Host, Port, Username and Password of the default user.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts it, after a kill with the rows and on the ports that it had.</summary>
    public void Start()
    {
        string[] ports = File.ReadAllText(_folder.File(Ports)).Split('\t', '\n');
        ConnectionString = Run("start", _folder.File("server"), ports[0], ports[1], _configuration).Trim();
        File.Copy(_folder.File("server/ports"), _folder.File(Ports), overwrite: true);
    }

    /// <summary>Kills it without a word.</summary>
    public void Kill() => Run("stop", _folder.File("server"));

    public void Dispose()
    {
        Kill();
        _folder.Dispose();
    }

    // Not a pipe to read to its end: the server would keep it open.
    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardInput = true };
        string output = _folder.File($"{arguments[0]}.out");
        foreach (string argument in (string[])["-c", "\"$@\" > \"$0\" 2>&1 < /dev/null", output, _command, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        string text = File.ReadAllText(output);
        Assert.True(process.ExitCode == 0 || arguments[0] == "stop", text);
        return text;
    }
}
