using Telephony.Documents;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>What changed between two versions of a document: what is added, gone and another, node by node and field by field. The order of members, comments and white space count for nothing.</summary>
public static class FlowDiff
{
    /// <summary>Lines such as "nodes.menu.timeout: "5s" > "8s"". A text that is no JSON counts as an empty document.</summary>
    public static IReadOnlyList<string> Compare(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var changes = new List<string>();
        Compare(DocumentReader.Read(before, []), WrittenReader.Read(after, []), "", changes);
        return changes;
    }

    private static void Compare(Written? before, Written? after, string path, List<string> changes)
    {
        if (before is { Kind: WrittenKind.Object } && after is { Kind: WrittenKind.Object })
        {
            foreach (var (name, value) in before.Members) Compare(value, after[name], Join(path, name), changes);
            foreach (var (name, value) in after.Members.Where(member => before[member.Name] is null)) Compare(null, value, Join(path, name), changes);
        }
        else if (before is { Kind: WrittenKind.List } && after is { Kind: WrittenKind.List })
        {
            for (var i = 0; i < Math.Max(before.Items.Count, after.Items.Count); i++) Compare(before.Items.ElementAtOrDefault(i), after.Items.ElementAtOrDefault(i), $"{path}[{i}]", changes);
        }
        else if (before is null && after is not null) changes.Add($"+ {path}: {after.Shown}");
        else if (before is not null && after is null) changes.Add($"- {path}: {before.Shown}");
        else if (before is not null && after is not null && (before.Kind != after.Kind || before.Text != after.Text)) changes.Add($"~ {path}: {before.Shown} > {after.Shown}");
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
