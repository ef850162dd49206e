namespace Telephony.Ivr.Flows.Engine;

/// <summary>A flow with the flows that it calls, each in the version that a call keeps to from its beginning to its end.</summary>
public sealed class FlowProgram
{
    private readonly Dictionary<string, int> _versions;

    private FlowProgram(IReadOnlyList<(Flow Flow, int Version)> parts)
    {
        Id = string.Join('+', parts.Select(static part => $"{part.Flow.Name}@{part.Version}"));
        Main = parts[0].Flow;
        Flows = parts.ToDictionary(static part => part.Flow.Name, static part => part.Flow, StringComparer.Ordinal);
        _versions = parts.ToDictionary(static part => part.Flow.Name, static part => part.Version, StringComparer.Ordinal);
    }

    /// <summary>"reception@7+pin@2": the main flow first, the others by name.</summary>
    public string Id { get; }

    public Flow Main { get; }

    public IReadOnlyDictionary<string, Flow> Flows { get; }

    /// <summary>Of one of its flows; 0 for others.</summary>
    public int VersionOf(string flow) => _versions.GetValueOrDefault(flow);

    /// <summary>Of one flow that calls none.</summary>
    public static FlowProgram Of(Flow flow, int version = 1) => new([(flow, version)]);

    /// <summary>False with a sentence for each flow that is called and not there.</summary>
    /// <param name="find">A flow with its version; null where there is none.</param>
    public static bool TryCompose(string name, Func<string, (Flow Flow, int Version)?> find, out FlowProgram program, out IReadOnlyList<string> mistakes)
    {
        program = null!;   // null only with false
        var sentences = new List<string>();
        mistakes = sentences;
        var found = new SortedDictionary<string, (Flow Flow, int Version)>(StringComparer.Ordinal);
        var open = new Queue<(string Name, string By)>([(name, "")]);
        while (open.TryDequeue(out var wanted))
        {
            if (found.ContainsKey(wanted.Name)) continue;
            if (find(wanted.Name) is not { } flow)
            {
                sentences.Add(wanted.By.Length == 0 ? $"There is no flow {wanted.Name}." : $"Flow {wanted.By} calls the flow {wanted.Name}, which is not there.");
                continue;
            }
            found[wanted.Name] = flow;
            foreach (var called in flow.Flow.Order.OfType<Nodes.SubFlowNode>().Select(static node => node.Called).Distinct()) open.Enqueue((called, wanted.Name));
        }
        if (sentences.Count > 0) return false;
        var main = found[name];
        sentences.AddRange(found.Values.SelectMany(caller => Nodes.SubFlowNode.Mismatches(caller.Flow, called => found[called].Flow)));
        program = new FlowProgram([main, .. found.Where(pair => pair.Key != name).Select(static pair => pair.Value)]);
        return sentences.Count == 0;
    }

    /// <summary>The flows and versions that an id names, the main flow first. False for what is no id.</summary>
    public static bool TryParseId(string id, out IReadOnlyList<(string Flow, int Version)> parts)
    {
        var read = new List<(string, int)>();
        parts = read;
        foreach (var part in id.Split('+'))
        {
            var at = part.LastIndexOf('@');
            if (at <= 0 || !int.TryParse(part.AsSpan(at + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)) return false;
            read.Add((part[..at], version));
        }
        return true;
    }
}
