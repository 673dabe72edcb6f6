using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fleetlake.Cli;

/// <summary>A command that shows in its help how it is used.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>Adds examples to the help of every command that has some.</summary>
internal static class HelpExamples
{
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Action((HelpAction)help.Action!);
    }

    private sealed class Action(HelpAction inner) : SynchronousCommandLineAction
    {
        // Help is help, whatever else the call lacks.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult call)
        {
            int code = inner.Invoke(call);
            var examples = call.CommandResult.Command is ExampleCommand command ? command.Examples : RootExamples(call);
            if (examples.Count == 0)
                return code;
            var output = call.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }

        private static string[] RootExamples(ParseResult call) => call.CommandResult.Command is RootCommand
            ? ["fleetlake demo", "fleetlake run --date 2019-06-01", "fleetlake status"]
            : [];
    }
}
