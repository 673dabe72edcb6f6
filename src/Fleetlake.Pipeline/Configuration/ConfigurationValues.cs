namespace Fleetlake.Pipeline.Configuration;

/// <summary>Values by key, each with where it came from; what is set later wins. Collects every fault instead of stopping at one.</summary>
public sealed class ConfigurationValues
{
    private readonly Dictionary<string, (string Value, string Origin)> _values = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>What is wrong, each fault naming its key and where it came from.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>True when the key is set anywhere.</summary>
    public bool IsSet(ConfigurationKey key) => _values.ContainsKey(key.Name);

    /// <summary>Sets a key.</summary>
    public void Set(ConfigurationKey key, string value, string origin) => _values[key.Name] = (value, origin);

    /// <summary>The value of a key.</summary>
    public string Get(ConfigurationKey key) => _values.TryGetValue(key.Name, out var value) ? value.Value : key.Default;

    /// <summary>Adds a fault of a key's value, which is told without what may be a password in it.</summary>
    public void AddFault(ConfigurationKey key, string expected)
    {
        string origin = _values.TryGetValue(key.Name, out var value) ? value.Origin : "default";
        _faults.Add($"{key.Name} ({origin}): found {(key.IsSecret ? "a value" : $"\"{ValueMask.Apply(Get(key))}\"")}, expected {expected}");
    }

    /// <summary>Adds a fault of no known key.</summary>
    public void AddFault(string fault) => _faults.Add(fault);
}
