using System.Globalization;
using System.Text.RegularExpressions;

namespace Telephony.SipTrunk.Reading;

internal enum ConfigKind : byte
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A value of a JSON file that knows its line. Which members were asked for is kept, so that a test can compare with the schema.</summary>
internal sealed class ConfigNode
{
    private const int LongestShown = 80;

    public required ConfigKind Kind { get; init; }

    public required int Line { get; init; }

    /// <summary>Text without quotes, or number and boolean as written.</summary>
    public string Value { get; init; } = "";

    public double Number { get; init; }

    public List<(string Name, ConfigNode Node)> Members { get; } = [];

    public List<ConfigNode> Items { get; } = [];

    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>For people: short, on one line.</summary>
    public string Shown => Kind switch
    {
        ConfigKind.Object => "an object",
        ConfigKind.List => Items.Count == 0 ? "an empty list" : "a list",
        ConfigKind.Text => $"\"{(Value.Length > LongestShown ? Value[..LongestShown] + "..." : Value)}\"",
        ConfigKind.Null => "null",
        _ => Value,
    };

    public ConfigNode? this[string name]
    {
        get
        {
            Asked.Add(name);
            foreach (var (member, node) in Members)
            {
                if (string.Equals(member, name, StringComparison.Ordinal)) return node;
            }
            return null;
        }
    }

    /// <summary>The node at "auth.addresses[2]", or the nearest one above it that exists.</summary>
    public ConfigNode At(string path)
    {
        var node = this;
        foreach (Match part in Regex.Matches(path, @"[^.\[\]]+|\[\d+\]", RegexOptions.NonBacktracking))
        {
            var next = part.Value[0] == '['
                ? node.Items.ElementAtOrDefault(int.Parse(part.Value[1..^1], CultureInfo.InvariantCulture))
                : node.Members.FirstOrDefault(m => m.Name == part.Value).Node;
            if (next is null) return node;
            node = next;
        }
        return node;
    }
}
