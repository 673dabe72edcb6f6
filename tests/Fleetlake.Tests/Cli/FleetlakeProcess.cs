using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Fleetlake.Tests.Cli;

/// <summary>The command in a process of its own: for signals, pipes, limits and locks.</summary>
internal sealed partial class FleetlakeProcess : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private FleetlakeProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "fleetlake.exe" : "fleetlake");

    public int Id => _process.Id;

    /// <summary>How the command is started in a folder, with nothing of the configuration that whoever runs the tests may have.</summary>
    public static ProcessStartInfo Call(string folder, IReadOnlyDictionary<string, string> environment, string program, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("FLEETLAKE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    public static FleetlakeProcess Start(Sandbox sandbox, params string[] args) => Start(sandbox.Folder, sandbox.Environment, args);

    public static FleetlakeProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        new(Call(folder, environment, Program, args));

    /// <summary>Runs a script of the shell in which <c>$0</c> is the program.</summary>
    public static async Task<CommandResult> RunShellAsync(Sandbox sandbox, string script)
    {
        using var process = new FleetlakeProcess(Call(sandbox.Folder, sandbox.Environment, "/bin/bash", ["-c", script, Program]));
        return await process.EndAsync();
    }

    public static async Task<CommandResult> RunAsync(Sandbox sandbox, params string[] args)
    {
        using var process = Start(sandbox, args);
        return await process.EndAsync();
    }

    /// <summary>Waits until standard error has the text.</summary>
    public async Task UntilItSaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!ErrorText().Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"it ended with {_process.ExitCode} before it said \"{text}\":\n{ErrorText()}");
            await Task.Delay(20, patience.Token);
        }
    }

    public void PressCtrlC() => Signal(Interrupt);

    /// <summary>Asks it to end, as a supervisor does.</summary>
    public void AskToEnd() => Signal(Terminate);

    /// <summary>Ends it at once, with no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<CommandResult> EndAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        lock (_output)
            return new CommandResult(_process.ExitCode, _output.ToString(), ErrorText());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ErrorText()
    {
        lock (_error)
            return _error.ToString();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
            throw new InvalidOperationException($"no signal: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
