using System.Text.Json.Nodes;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Tests;

/// <summary>The templates, made once for all tests.</summary>
public sealed class Synthesis : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleetlake-aws-");

    public Synthesis()
    {
        Given.NeedsNode();
        Settings = Given.Settings(("FLEETLAKE_SOURCE__TIMEZONE", "America/Sao_Paulo"));
        FleetlakeApp.Create(Settings, Given.Root, _folder.FullName).Synth();
        Lake = Template("Lake");
        ServerBased = Template("ServerBased");
        Serverless = Template("Serverless");
    }

    public string Folder => _folder.FullName;

    internal StackSettings Settings { get; }

    internal StackTemplate Lake { get; }

    internal StackTemplate ServerBased { get; }

    internal StackTemplate Serverless { get; }

    internal StackTemplate[] All => [Lake, ServerBased, Serverless];

    public void Dispose() => _folder.Delete(recursive: true);

    private StackTemplate Template(string name) => new(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.template.json")))!);
}

/// <summary>A template, read by the types of its resources.</summary>
internal sealed class StackTemplate(JsonNode json)
{
    public IEnumerable<(string Type, JsonNode Resource)> Resources =>
        json["Resources"]!.AsObject().Select(pair => ((string)pair.Value!["Type"]!, pair.Value!));

    public JsonNode[] Of(string type) => [.. Resources.Where(pair => pair.Type == type).Select(pair => pair.Resource)];

    public JsonNode[] PropertiesOf(string type) => [.. Of(type).Select(resource => resource["Properties"]!)];
}
