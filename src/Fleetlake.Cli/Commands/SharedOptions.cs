using System.CommandLine;
using System.CommandLine.Parsing;
using Fleetlake.Lake;
using Fleetlake.Pipeline.Configuration;

namespace Fleetlake.Cli.Commands;

/// <summary>The options that commands share.</summary>
internal static class SharedOptions
{
    // The years of the event contracts: around the ends of the calendar the days before and after do not exist.
    private static readonly DateOnly FirstDate = new(1900, 1, 1);
    private static readonly DateOnly LastDate = new(2299, 12, 31);

    private static readonly (string Flag, ConfigurationKey Key)[] Flags =
    [
        ("--source", ConfigurationKeys.SourceUrl),
        ("--time-zone", ConfigurationKeys.SourceTimeZone),
        ("--raw", ConfigurationKeys.LakeRaw),
        ("--staging", ConfigurationKeys.LakeStaging),
        ("--engine", ConfigurationKeys.WarehouseEngine),
        ("--warehouse", ConfigurationKeys.WarehouseUrl),
        ("--models", ConfigurationKeys.Models),
    ];

    public static Option<DateOnly> Date(string name, string description, bool isRequired = false) => new(name)
    {
        Description = description,
        HelpName = "yyyy-mm-dd",
        Required = isRequired,
        CustomParser = ParseDate,
    };

    public static Option<DateOnly?> OptionalDate(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-mm-dd",
        CustomParser = result => ParseDate(result),
    };

    public static Option<string> Format(params string[] formats)
    {
        var option = new Option<string>("--format")
        {
            Description = "How the result is written.",
            DefaultValueFactory = _ => formats[0],
        };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    /// <summary>How many dates before a date are looked at.</summary>
    public static Option<int?> LookbackDays()
    {
        var days = new Option<int?>("--days")
        {
            Description = $"How many dates before --date are looked at, from 0 to {Settings.MaxLookbackDays}; without it {ConfigurationKeys.LookbackDays.Name}.",
            HelpName = "number",
        };
        days.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out int number) && number is < 0 or > Settings.MaxLookbackDays)
                result.AddError($"--days: found {number}, expected a whole number from 0 to {Settings.MaxLookbackDays}.");
        });
        return days;
    }

    /// <summary>Adds the options that stand over the configuration.</summary>
    public static void AddConfiguration(Command command)
    {
        command.Add(new Option<string?>("--config") { Description = $"The configuration; without it {Settings.DefaultFile}, if it is there.", HelpName = "file" });
        foreach (var (flag, key) in Flags)
            command.Add(new Option<string?>(flag) { Description = $"{char.ToUpperInvariant(key.Description[0])}{key.Description[1..]}.", HelpName = "value" });
    }

    /// <summary>The configuration of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="host">What the command has around it.</param>
    /// <param name="more">Keys that a command's own flags set.</param>
    public static Settings ReadSettings(ParseResult call, CommandHost host, params IEnumerable<(ConfigurationKey Key, string? Value, string Flag)> more)
    {
        var flags = Flags.Select(flag => (flag.Key, Value: call.GetValue<string?>(flag.Flag), flag.Flag))
            .Concat(more)
            .Where(flag => flag.Value is not null)
            .Select(flag => (flag.Key, flag.Value!, flag.Flag));
        return Settings.Read(host.Folder, call.GetValue<string?>("--config"), host.Environment, flags);
    }

    private static DateOnly ParseDate(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!LakeLayout.TryParseDate(text, out var date) || date < FirstDate || date > LastDate)
        {
            result.AddError(
                $"{((OptionResult)result.Parent!).IdentifierToken?.Value}: found \"{text}\", expected a date such as 2019-06-01, from {LakeLayout.Date(FirstDate)} to {LakeLayout.Date(LastDate)}.");
        }

        return date;
    }
}
