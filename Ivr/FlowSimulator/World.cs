using System.Text.RegularExpressions;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>What the world around a simulated call answers: <c>http POST */pin</c> with <c>200 {"ok":true}</c>, <c>dial +1202*</c> with <c>busy</c>. Rules for the same thing are used up in their order, and the last one stays.</summary>
public sealed class World
{
    public static readonly IReadOnlyList<string> Kinds = ["http", "dial", "transfer", "queue", "record", "voicemail", "sms", "callback", "conference", "app", "play"];

    // What was said last for a call comes before what was said for all.
    private readonly List<List<Rule>> _layers = [[]];

    /// <param name="pattern">With * for anything.</param>
    public World On(string kind, string pattern, string outcome)
    {
        if (!Kinds.Contains(kind)) throw new ArgumentException($"\"{kind}\" is nothing that a flow asks of the world; there are {string.Join(", ", Kinds)}.", nameof(kind));
        _layers[0].Add(new Rule(kind, pattern, outcome));
        return this;
    }

    /// <summary>The outcome for this; null where no rule says anything.</summary>
    internal string? Take(string kind, string what)
    {
        foreach (var rules in _layers)
        {
            var fitting = rules.FindAll(rule => rule.Kind == kind && rule.Fits(what));
            if (fitting.Count == 0) continue;
            if (fitting.Count > 1 && fitting[1].Pattern == fitting[0].Pattern) rules.Remove(fitting[0]);
            return fitting[0].Outcome;
        }
        return null;
    }

    /// <summary>A world of its own in which these rules come after its own ones.</summary>
    internal World Copy()
    {
        var copy = new World();
        foreach (var layer in _layers) copy._layers.Add([.. layer]);
        return copy;
    }

    private sealed record Rule(string Kind, string Pattern, string Outcome)
    {
        public bool Fits(string what) => Regex.IsMatch(what, $"^{Regex.Escape(Pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
