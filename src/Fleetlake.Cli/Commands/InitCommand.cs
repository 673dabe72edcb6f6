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
            json.WriteStartObject();
            foreach (var section in ConfigurationKeys.All.Where(key => !key.IsSecret).GroupBy(key => key.Name.Contains('.', StringComparison.Ordinal) ? key.Name.Split('.')[0] : ""))
            {
                if (section.Key.Length > 0)
                    json.WriteStartObject(section.Key);
                foreach (var key in section)
                    WriteKey(json, key);
                if (section.Key.Length > 0)
                    json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteKey(Utf8JsonWriter json, ConfigurationKey key)
    {
        json.WritePropertyName(key.Name.Split('.')[^1]);
        if (key.Default is "true" or "false" || double.TryParse(key.Default, System.Globalization.CultureInfo.InvariantCulture, out _))
            json.WriteRawValue(key.Default);
        else
            json.WriteStringValue(key.Default);
    }
}
