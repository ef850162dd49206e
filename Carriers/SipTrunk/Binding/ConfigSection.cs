using Telephony.Documents;
using Telephony.SipTrunk.Loading;

namespace Telephony.SipTrunk.Binding;

/// <summary>
/// An object of a file while it becomes a record. The schema has been checked before: a value of the wrong type reads as absent here and is not reported twice.
/// </summary>
internal readonly struct ConfigSection(Written? node, string path, string file, List<ConfigMistake> mistakes)
{
    public bool Exists => node is { Kind: WrittenKind.Object };

    public string? Text(string name) => node?[name] is { Kind: WrittenKind.Text, Text.Length: > 0 } text ? text.Text : null;

    public bool Flag(string name, bool otherwise) => node?[name] is { Kind: WrittenKind.Boolean } flag ? flag.Text == "true" : otherwise;

    public double? Number(string name) => node?[name] is { Kind: WrittenKind.Number } number ? number.Number : null;

    public int? Whole(string name) => Number(name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public TimeSpan Seconds(string name, TimeSpan otherwise) => Number(name) is { } number and >= 0 and <= 1_000_000 ? TimeSpan.FromSeconds(number) : otherwise;

    public ConfigSection Section(string name) => new(node?[name], PathOf(name), file, mistakes);

    /// <summary>The texts of a list with their field paths; null when the field is absent.</summary>
    public IReadOnlyList<(string Field, string Value)>? Texts(string name)
    {
        if (node?[name] is not { Kind: WrittenKind.List } list) return null;
        var at = PathOf(name);
        return [.. list.Items.Select((item, i) => (Field: $"{at}[{i}]", Item: item)).Where(e => e.Item is { Kind: WrittenKind.Text, Text.Length: > 0 }).Select(e => (e.Field, e.Item.Text))];
    }

    public IReadOnlyList<int>? Wholes(string name) =>
        node?[name] is { Kind: WrittenKind.List } list ? [.. list.Items.Where(i => i.Kind == WrittenKind.Number).Select(i => (int)i.Number)] : null;

    public IReadOnlyList<double>? Numbers(string name) =>
        node?[name] is { Kind: WrittenKind.List } list ? [.. list.Items.Where(i => i.Kind == WrittenKind.Number).Select(i => i.Number)] : null;

    public IReadOnlyList<ConfigSection> Sections(string name)
    {
        if (node?[name] is not { Kind: WrittenKind.List } list) return [];
        var (at, owner, found) = (PathOf(name), file, mistakes);
        return [.. list.Items.Select((item, i) => new ConfigSection(item, $"{at}[{i}]", owner, found))];
    }

    public bool Has(string name) => node?[name] is not null;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Reports a member of this object, or with an empty name the object.</summary>
    public void Wrong(string name, string found, string allowed)
    {
        var at = node is null ? null : name.Length == 0 ? node : node.Members.FirstOrDefault(m => m.Name == name).Value ?? node;
        mistakes.Add(new ConfigMistake(file, at?.Line, name.Length == 0 ? path : PathOf(name), found, allowed));
    }

    /// <summary>Reports an entry of one of this object's lists.</summary>
    public void WrongEntry(string name, int index, string found, string allowed)
    {
        var list = node?.Members.FirstOrDefault(m => m.Name == name).Value;
        mistakes.Add(new ConfigMistake(file, list?.Items.ElementAtOrDefault(index)?.Line ?? list?.Line, $"{PathOf(name)}[{index}]", found, allowed));
    }
}
