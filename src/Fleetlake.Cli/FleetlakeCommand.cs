using System.CommandLine;
using System.CommandLine.Invocation;
using Fleetlake.Cli.Commands;
using Fleetlake.Pipeline.Running;

namespace Fleetlake.Cli;

/// <summary>The command <c>fleetlake</c>: reads the call, runs it, and says by the exit code how it ended.</summary>
internal static class FleetlakeCommand
{
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation)
    {
        var root = Root(host);
        var call = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Who asks for help need not give what is required.
        if (call.Errors.Count > 0 && call.Action is null or ParseErrorAction)
        {
            foreach (var error in call.Errors)
                await host.Error.WriteLineAsync($"fleetlake: {error.Message}");
            await host.Error.WriteLineAsync($"Try `{Name(call.CommandResult.Command)} --help`.");
            return ExitCodes.Caller;
        }

        try
        {
            // Signals come as the token; the library's own handling would end the process under the run.
            var invocation = new InvocationConfiguration
            {
                Output = host.Output,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await call.InvokeAsync(invocation, cancellation);
        }
        catch (RunStoppedException stopped)
        {
            await host.Error.WriteLineAsync(Output.RunText.Stopped(stopped.Record));
            return Interrupted;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync("fleetlake: stopped.");
            return Interrupted;
        }
        catch (FleetlakeException fault)
        {
            await host.Error.WriteLineAsync($"fleetlake: {fault.Message}");
            return ExitCodes.Of(fault.Kind);
        }
        catch (IOException fault) when (IsClosedPipe(fault))
        {
            // Whoever read the results has seen enough.
            return ExitCodes.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await host.Error.WriteLineAsync($"fleetlake: {fault.Message}");
            return ExitCodes.Failed;
        }
        catch (Exception fault)
        {
            await host.Error.WriteLineAsync($"fleetlake: a fault that should not be; please report it.\n{fault}");
            return ExitCodes.Failed;
        }
    }

    private static RootCommand Root(CommandHost host)
    {
        var root = new RootCommand(
            "Takes the event files of a vehicle fleet into a data lake and a warehouse, a day at a time, and answers how far its vehicles drive.")
        {
            DemoCommand.Create(host),
            InitCommand.Create(host),
            RunCommand.Create(host),
        };
        foreach (var step in StepCommands.Create(host))
            root.Add(step);
        root.Add(PlanCommand.Create(host));
        root.Add(ContractsCommand.Create(host));
        root.Add(StatusCommand.Create(host));
        root.Add(ChangesCommand.Create(host));
        root.Add(QueryCommand.Create(host));
        root.Add(RejectsCommand.Create(host));
        root.Add(ServeCommand.Create(host));
        root.Add(SimulateCommand.Create(host));
        HelpExamples.AddTo(root);
        return root;
    }

    private static string Name(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol.Name);
        names.Insert(0, "fleetlake");
        return string.Join(' ', names);
    }

    private static bool IsClosedPipe(IOException fault) => fault.HResult is 32 or unchecked((int)0x8007006D);
}
