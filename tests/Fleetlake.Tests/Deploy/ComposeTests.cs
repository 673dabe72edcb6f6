using System.Text.RegularExpressions;
using Xunit;

namespace Fleetlake.Tests.Deploy;

/// <summary>What no engine has to be asked for about compose.yaml and the Dockerfiles.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Compose = Repository.Read("compose.yaml");
    private static readonly string Example = Repository.Read(".env.example");

    [Fact]
    public void Every_variable_stands_in_the_example_and_every_one_there_is_used()
    {
        var used = Variable().Matches(Compose).Select(match => match.Groups["name"].Value).Distinct().Order();
        var told = Keys().Select(match => match.Groups["name"].Value).Order();
        Assert.Equal(used, told);
    }

    [Fact]
    public void What_has_no_value_in_the_example_may_be_missing_and_all_else_is_refused_by_name()
    {
        foreach (Match key in Keys())
        {
            string name = key.Groups["name"].Value;
            bool isRefused = Variable().Matches(Compose).Any(match => match.Groups["name"].Value == name && match.Groups["rest"].Value.StartsWith(":?", StringComparison.Ordinal));
            bool mayBeEmpty = Variable().Matches(Compose).Any(match => match.Groups["name"].Value == name && match.Groups["rest"].Value == "-");
            Assert.True(isRefused || mayBeEmpty, $"{name} is neither refused by name when it is missing nor said to be optional");
            Assert.False(key.Groups["value"].Length == 0 && !mayBeEmpty, $"{name} has no value in .env.example and is refused without one");
        }
    }

    [Fact]
    public void Every_variable_of_the_example_has_a_comment_above()
    {
        string[] lines = Example.Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            // Variables that belong together share one.
            if (KeyLine().IsMatch(lines[i]) && !KeyLine().IsMatch(lines[i - 1]))
                Assert.StartsWith("# ", lines[i - 1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_port_is_open_on_the_address_that_the_example_names_which_is_this_machine()
    {
        var ports = PortLine().Matches(Compose).Select(match => match.Groups["port"].Value).ToArray();
        Assert.Equal(Regex.Count(Compose, @"^\s+ports:", RegexOptions.Multiline), ports.Length);
        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("${FLEETLAKE_BIND", port, StringComparison.Ordinal));
        Assert.Contains("\nFLEETLAKE_BIND=127.0.0.1\n", Example, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_with_a_port_starts_before_the_secrets_have_been_looked_at()
    {
        string services = Compose[Compose.IndexOf("\nservices:", StringComparison.Ordinal)..];
        string[] open = [.. Regex.Split(services, @"\n(?=  \w)").Where(service => service.Contains("\n    ports:", StringComparison.Ordinal))];
        Assert.NotEmpty(open);
        Assert.All(open, service => Assert.Contains("airflow-init: { condition: service_completed_successfully }", service, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_image_has_a_version()
    {
        var images = Regex.Matches(Compose, @"^\s+image: (?<image>\S+)", RegexOptions.Multiline)
            .Concat(Dockerfiles().SelectMany(file => Regex.Matches(Resolved(file), @"^FROM (--platform=\S+ )?(?<image>\S+)", RegexOptions.Multiline)))
            .Select(match => match.Groups["image"].Value).ToArray();
        Assert.True(images.Length > 8);
        Assert.All(images, image => Assert.Matches(@":(\d+\.\d+[^:]*|\$\{FLEETLAKE_VERSION.*)$", image));
    }

    [Fact]
    public void Both_images_build_the_command_in_the_same_words()
    {
        static string Build(string file) => Regex.Match(Repository.Read("deploy", "docker", file), @"^FROM \S+ \S+ AS projects.*?(?=^FROM (?!--))", RegexOptions.Multiline | RegexOptions.Singleline).Value;
        Assert.NotEmpty(Build("fleetlake.Dockerfile"));
        Assert.Equal(Build("fleetlake.Dockerfile"), Build("airflow.Dockerfile"));
    }

    private static MatchCollection Keys() => KeyLine().Matches(Example);

    private static IEnumerable<string> Dockerfiles() =>
        Directory.GetFiles(Repository.PathOf("deploy", "docker"), "*.Dockerfile").Select(File.ReadAllText);

    // With the versions that its arguments have unless told otherwise.
    private static string Resolved(string dockerfile) => Regex.Matches(dockerfile, @"^ARG (?<name>\w+)=(?<value>\S+)$", RegexOptions.Multiline)
        .Aggregate(dockerfile, (text, argument) => text.Replace($"${{{argument.Groups["name"].Value}}}", argument.Groups["value"].Value, StringComparison.Ordinal));

    // $${…} is the shell's own.
    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(?<rest>[^}]*)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?<name>[A-Z]\w*)=(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"^\s+ports: \[""(?<port>[^\]]+)""\]$", RegexOptions.Multiline)]
    private static partial Regex PortLine();
}
