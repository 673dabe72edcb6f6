using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>What a call of the command came to.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Fails with all that was printed when the exit code is another.</summary>
    public CommandResult Exits(int code)
    {
        Assert.True(code == ExitCode, $"exit code {ExitCode}, expected {code}\n--- output\n{Output}\n--- error\n{Error}");
        return this;
    }

    /// <summary>Fails when standard error lacks one of the texts.</summary>
    public CommandResult Says(params string[] texts)
    {
        foreach (string text in texts)
            Assert.Contains(text, Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Fails when a fault was told as one that nobody foresaw, or with a stack trace.</summary>
    public CommandResult SaysItPlainly()
    {
        Assert.DoesNotContain("should not be", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>The output without the white space that a table pads its lines with.</summary>
    public string PlainOutput => string.Join('\n', Output.Split('\n').Select(line => line.TrimEnd())).Trim('\n');
}
