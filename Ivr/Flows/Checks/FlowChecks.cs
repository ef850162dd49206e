using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;

namespace Telephony.Ivr.Flows.Checks;

/// <summary>Looks at a flow as a graph for what the document's form does not show. A dead end is no finding: a document with one is not read.</summary>
public static class FlowChecks
{
    /// <param name="owns">Whether a number is ours to be shown; null: not asked.</param>
    /// <param name="hasSound">Whether there is a sound file of that name; null: not asked.</param>
    public static IReadOnlyList<Finding> Run(Flow flow, Func<string, bool>? owns = null, Func<string, bool>? hasSound = null)
    {
        var graph = new FlowGraph(flow);
        return [.. Unreachable(flow, graph), .. Loops(flow, graph), .. Languages(flow), .. Keys(flow), .. AssignedVariables.Check(flow, graph), .. Unused(flow), .. Numbers(flow, owns), .. Sounds(flow, hasSound)];
    }

    private static IEnumerable<Finding> Unreachable(Flow flow, FlowGraph graph) =>
        flow.Order.Where(node => !graph.Reachable.Contains(node.Name)).Select(static node => new Finding(FindingKind.UnreachableNode, false, node.Name, node.Line, "no way leads here: connect it, or take it out"));

    /// <summary>A circle of nodes of which none waits for anybody.</summary>
    private static IEnumerable<Finding> Loops(Flow flow, FlowGraph graph)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in flow.Order.Where(static node => !node.TakesTime))
        {
            if (reported.Contains(node.Name) || Circle(flow, graph, node) is not { } circle) continue;
            reported.UnionWith(circle);
            // A case in it may end it: only what can do nothing else is sure to be wrong.
            var escapes = circle.Any(name => graph.Targets(flow.Nodes[name], usual: true).Any(target => !circle.Contains(target)));
            yield return new Finding(FindingKind.EndlessLoop, !escapes, node.Name, node.Line, $"the flow goes in a circle without waiting for the caller: {string.Join(" > ", circle.Append(circle[0]))}{(escapes ? "; be sure that it ends" : "")}");
        }
    }

    private static List<string>? Circle(Flow flow, FlowGraph graph, FlowNode start)
    {
        var path = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Walk(start) ? path : null;

        bool Walk(FlowNode node)
        {
            path.Add(node.Name);
            foreach (var target in graph.Targets(node, usual: true))
            {
                if (target == start.Name) return true;
                if (!flow.Nodes[target].TakesTime && seen.Add(target) && Walk(flow.Nodes[target])) return true;
            }
            path.RemoveAt(path.Count - 1);
            return false;
        }
    }

    private static IEnumerable<Finding> Languages(Flow flow)
    {
        if (flow.Languages.Count < 2) yield break;
        foreach (var (name, prompt) in flow.Prompts)
        {
            if (Missing(flow, prompt) is { } missing) yield return new Finding(FindingKind.MissingLanguage, true, "", null, $"the prompt {name} {missing}");
        }
        foreach (var node in flow.Order)
        {
            foreach (var (field, prompt) in node.Prompts.Where(static pair => pair.Prompt.Reference is null))
            {
                if (Missing(flow, prompt) is { } missing) yield return new Finding(FindingKind.MissingLanguage, true, node.Name, node.Line, $"{field} {missing}");
            }
        }
    }

    private static string? Missing(Flow flow, Prompts.Prompt prompt)
    {
        // A text for all languages is a text in none of the others; a sound without words may be for all.
        if (prompt.Parts.TryGetValue("", out var all)) return all.Any(static part => part is Prompts.PromptPart.Say or Prompts.PromptPart.Ssml) ? $"is written once, but the flow speaks {string.Join(", ", flow.Languages)}: write an object with each of them" : null;
        string[] missing = [.. flow.Languages.Where(language => !prompt.Parts.ContainsKey(language))];
        return missing.Length == 0 ? null : $"is missing in {string.Join(", ", missing)}";
    }

    private static IEnumerable<Finding> Keys(Flow flow)
    {
        foreach (var node in flow.Order)
        {
            for (var i = 0; i < node.Choices.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var (a, b) = (node.Choices[j], node.Choices[i]);
                    if (a.Keys.Length > 0 && a.Keys == b.Keys) yield return new Finding(FindingKind.ShadowedKeys, true, node.Name, node.Line, $"{a.Keys} stands for both {a.Exit} and {b.Exit}: {b.Exit} cannot be reached by it");
                    else if (a.Keys.Length > 0 && b.Keys.Length > 0 && (a.Keys.StartsWith(b.Keys, StringComparison.Ordinal) || b.Keys.StartsWith(a.Keys, StringComparison.Ordinal)))
                    {
                        var (shorter, longer) = a.Keys.Length < b.Keys.Length ? (a, b) : (b, a);
                        yield return new Finding(FindingKind.ShadowedKeys, false, node.Name, node.Line, $"{shorter.Keys} ({shorter.Exit}) begins {longer.Keys} ({longer.Exit}): who presses it waits until no other key has come for keyTimeout");
                    }
                    foreach (var phrase in a.Phrases.Intersect(b.Phrases, StringComparer.OrdinalIgnoreCase)) yield return new Finding(FindingKind.SamePhrase, true, node.Name, node.Line, $"\"{phrase}\" stands for both {a.Exit} and {b.Exit}");
                }
            }
        }
    }

    private static IEnumerable<Finding> Unused(Flow flow) =>
        flow.Variables.Values.Where(variable => variable.Scope == Values.VariableScope.Flow && !flow.Order.Any(node => node.Reads.Contains(variable.Name) || node.Sets.Contains(variable.Name)))
            .Select(static variable => new Finding(FindingKind.UnusedVariable, false, "", null, $"the variable {variable.Name} is declared and never used"));

    private static IEnumerable<Finding> Numbers(Flow flow, Func<string, bool>? owns) =>
        owns is null ? [] : flow.Order.SelectMany(static node => node.ShownNumbers.Select(shown => (node, shown))).Where(pair => pair.shown.Number.StartsWith('+') && !owns(pair.shown.Number))
            .Select(static pair => new Finding(FindingKind.ForeignNumber, true, pair.node.Name, pair.node.Line, $"{pair.shown.Field} shows {pair.shown.Number}, which is none of the numbers here"));

    /// <summary>Sound files that stand in the document; what is on a web server, or has values in its name, shows in the call.</summary>
    private static IEnumerable<Finding> Sounds(Flow flow, Func<string, bool>? hasSound)
    {
        if (hasSound is null) yield break;
        foreach (var (name, prompt) in flow.Prompts)
        {
            foreach (var file in Missing(prompt)) yield return new Finding(FindingKind.MissingSound, true, "", null, $"the prompt {name} plays {file}, which is not in the folder of sounds");
        }
        foreach (var node in flow.Order)
        {
            var played = node.Prompts.Where(static pair => pair.Prompt.Reference is null).SelectMany(pair => Missing(pair.Prompt).Select(file => (pair.Field, File: file))).Concat(node.SoundFiles.Where(sound => !IsThere(sound.File)));
            foreach (var (field, file) in played) yield return new Finding(FindingKind.MissingSound, true, node.Name, node.Line, $"{field} plays {file}, which is not in the folder of sounds");
        }

        IEnumerable<string> Missing(Prompts.Prompt prompt) =>
            prompt.Parts.Values.SelectMany(static parts => parts).OfType<Prompts.PromptPart.Play>().Where(static part => part.File.IsPlain).Select(static part => part.File.Source).Distinct().Where(file => !IsThere(file));

        bool IsThere(string file) => file.Contains("://", StringComparison.Ordinal) || hasSound(file);
    }
}
