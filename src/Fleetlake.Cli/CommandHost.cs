using System.Collections;
using Spectre.Console;

namespace Fleetlake.Cli;

/// <summary>What a command has around it: where results go, where all else goes, the folder and the environment.</summary>
internal sealed record CommandHost(TextWriter Output, TextWriter Error, string Folder, IDictionary Environment, bool IsOutputTerminal, bool IsErrorTerminal)
{
    private const int UnboundWidth = 10_000;

    public static CommandHost OfProcess() => new(
        Console.Out, Console.Error, Directory.GetCurrentDirectory(), System.Environment.GetEnvironmentVariables(),
        !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Results for people: as wide as the terminal, or as wide as they are.</summary>
    public IAnsiConsole OutputConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = IsOutputTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!IsOutputTerminal)
            console.Profile.Width = UnboundWidth;
        return console;
    }
}
