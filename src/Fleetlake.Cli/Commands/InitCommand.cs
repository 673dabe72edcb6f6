using System.CommandLine;
using System.Text.Json;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Running;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Cli.Commands;

/// <summary><c>fleetlake init</c>: a configuration and the models, to start from.</summary>
internal static class InitCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new ExampleCommand(
            "init", "Writes fleetlake.json and models/ to start from. What is there is left as it is.", "fleetlake init");
        command.SetAction(_ =>
        {
            Write(host, Settings.DefaultFile, Configuration());
            foreach (var (path, text) in ModelFiles.BuiltIn)
                Write(host, path, text);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(CommandHost host, string name, string text)
    {
        string path = Path.Combine(host.Folder, name);
        if (File.Exists(path))
        {
            host.Error.WriteLine($"{name} is there already and left as it is.");
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        host.Output.WriteLine(name);
    }

    // Every key that may stand in a file with its default, so that the file is its own manual.
    private static string Configuration()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            WriteSection(json, "", ConfigurationKeys.All.Where(key => !key.IsSecret));
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteSection(Utf8JsonWriter json, string prefix, IEnumerable<ConfigurationKey> keys)
    {
        json.WriteStartObject();
        foreach (var member in keys.GroupBy(key => key.Name[prefix.Length..].Split('.')[0]))
        {
            json.WritePropertyName(member.Key);
            if (member.First().Name == prefix + member.Key)
                WriteValue(json, member.First());
            else
                WriteSection(json, $"{prefix}{member.Key}.", member);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, ConfigurationKey key)
    {
        if (bool.TryParse(key.Default, out bool value))
            json.WriteBooleanValue(value);
        else if (double.TryParse(key.Default, System.Globalization.CultureInfo.InvariantCulture, out _))
            json.WriteRawValue(key.Default);
        else
            json.WriteStringValue(key.Default);
    }
}
