using System.Text.Json.Nodes;
using Fleetlake.Aws.Configuration;

[assembly: AssemblyFixture(typeof(Fleetlake.Aws.Tests.Synthesis))]

namespace Fleetlake.Aws.Tests;

/// <summary>The templates, made once for all tests: the CDK's process serves one caller.</summary>
public sealed class Synthesis : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleetlake-aws-");
    private readonly Lazy<string> _made;

    public Synthesis() => _made = new Lazy<string>(Make);

    public string Folder
    {
        get
        {
            Given.NeedsNode();
            return _made.Value;
        }
    }

    internal StackSettings Settings { get; } = Given.Settings(("FLEETLAKE_SOURCE__TIMEZONE", "America/Sao_Paulo"));

    internal StackTemplate Lake => Template("Lake");

    internal StackTemplate ServerBased => Template("ServerBased");

    internal StackTemplate Serverless => Template("Serverless");

    internal StackTemplate[] All => [Lake, ServerBased, Serverless];

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make()
    {
        FleetlakeApp.Create(Settings, Given.Root, _folder.FullName).Synth();
        return _folder.FullName;
    }

    private StackTemplate Template(string name) => new(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.template.json")))!);
}

/// <summary>A template, read by the types of its resources.</summary>
internal sealed class StackTemplate(JsonNode json)
{
    public IEnumerable<(string Type, JsonNode Resource)> Typed =>
        json["Resources"]!.AsObject().Select(pair => ((string)pair.Value!["Type"]!, pair.Value!));

    public JsonNode Named(string id) => json["Resources"]![id]!;

    public JsonNode[] Of(string type) => [.. Typed.Where(pair => pair.Type == type).Select(pair => pair.Resource)];

    public JsonNode[] PropertiesOf(string type) => [.. Of(type).Select(resource => resource["Properties"]!)];
}
