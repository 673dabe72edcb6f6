using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleetlake.Aws.Configuration;

/// <summary>The values of the variables; collects every fault instead of stopping at one.</summary>
internal sealed class SettingValues(IDictionary environment)
{
    private const string Prefix = "FLEETLAKE_AWS_";
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A text, or the empty one when it is missing.</summary>
    public string Text(SettingKey key)
    {
        if (Given(key) is { } text)
            return text;
        if (key.Default is null)
            _faults.Add($"{key.Name}: found nothing, expected {key.Description}");
        return key.Default ?? "";
    }

    /// <summary>A text of a form.</summary>
    public string Text(SettingKey key, string pattern, string expected)
    {
        string text = Text(key);
        if (text.Length > 0 && !Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant))
            AddFault(key, expected);
        return text;
    }

    public int Whole(SettingKey key, int min, int max) => Whole(key, number => number >= min && number <= max, $"a whole number from {min} to {max}");

    public int Whole(SettingKey key, IReadOnlyCollection<int> choices) => Whole(key, choices.Contains, $"one of {string.Join(", ", choices)}");

    public void AddFault(SettingKey key, string expected) => _faults.Add($"{key.Name}: found \"{Given(key) ?? key.Default}\", expected {expected}");

    /// <summary>A name that is mistyped would else leave its default in force.</summary>
    public void AddUnknown()
    {
        foreach (string name in environment.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && SettingKeys.All.All(key => key.Name != name))
                _faults.Add($"{name}: found an unknown variable, expected one of those in deploy/aws/env.example");
        }
    }

    private int Whole(SettingKey key, Func<int, bool> isRight, string expected)
    {
        string text = Text(key);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && isRight(number))
            return number;
        if (text.Length > 0)
            AddFault(key, expected);
        return 0;
    }

    private string? Given(SettingKey key) => environment[key.Name] is string { Length: > 0 } text ? text : null;
}
