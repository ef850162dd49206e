using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ivr.Import;

/// <summary>A flow document while it is put together.</summary>
internal sealed class FlowDraft(string name)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The node of the error branch.</summary>
    public const string Broken = "broken";

    private readonly JsonObject _nodes = [];
    private readonly List<string> _languages = ["en-US"];
    private readonly JsonObject _variables = [];

    public List<string> Left { get; } = [];

    public string Start { get; set; } = "";

    public bool Has(string node) => _nodes.ContainsKey(node);

    /// <summary>Adds a node and gives the name that it got.</summary>
    public string Add(string wanted, string type, JsonObject fields, params IEnumerable<(string Exit, string Target)> exits)
    {
        var node = new JsonObject { ["type"] = type };
        foreach (var (field, value) in fields.ToList())
        {
            fields.Remove(field);
            node[field] = value;
        }
        var ways = new JsonObject();
        foreach (var (exit, target) in exits) ways[exit] = target;
        if (ways.Count > 0) node["exits"] = ways;
        var free = Name(wanted);
        for (var i = 2; _nodes.ContainsKey(free); i++) free = $"{Name(wanted)}-{i}";
        _nodes[free] = node;
        return free;
    }

    public void Declare(string variable, string type) => _variables[variable] = new JsonObject { ["type"] = type };

    /// <summary>From now on the flow speaks this language too; false for what is no tag of one.</summary>
    public bool Speaks(string language)
    {
        if (language.Length is < 2 or > 35 || !language.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')) return false;
        if (!_languages.Contains(language)) _languages.Add(language);
        return true;
    }

    /// <param name="sorry">What the error branch says.</param>
    public ImportResult Finish(string sorry = "I am sorry, something does not work.")
    {
        if (_nodes.Count == 0) return new ImportResult(null, Left);
        var end = Has("end") ? "end" : Add("end", "hangUp", []);
        var broken = Add(Broken, "say", new JsonObject { ["prompt"] = sorry }, ("done", end), ("error", end));
        var root = new JsonObject { ["format"] = 1, ["name"] = Name(name), ["start"] = Start.Length > 0 ? Start : _nodes.First().Key, ["onError"] = broken };
        if (_languages.Count > 1) root["languages"] = new JsonArray([.. _languages.Select(static language => JsonValue.Create(language))]);
        if (_variables.Count > 0) root["variables"] = _variables;
        root["nodes"] = _nodes;
        return new ImportResult(root.ToJsonString(Indented) + "\n", Left);
    }

    /// <summary>Letters, digits, - and _, a letter first.</summary>
    public static string Name(string text)
    {
        var name = string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-');
        return name.Length == 0 ? "node" : char.IsAsciiLetter(name[0]) ? name[..Math.Min(60, name.Length)] : $"n{name[..Math.Min(59, name.Length)]}";
    }
}
