using System.Globalization;
using System.Text;

namespace Telephony.Domain.Routing;

/// <summary>What a decision was about. Kept by value with the call record: new ones go at the end.</summary>
public enum DecisionRule : byte
{
    /// <summary>Finding the trunk of an inbound message.</summary>
    InboundTrunk,

    /// <summary>Rewriting a number.</summary>
    NumberRules,

    /// <summary>Classifying a number: E.164, service code, extension.</summary>
    Normalise,

    /// <summary>Looking a number up in the inventory.</summary>
    Inventory,

    /// <summary>Whether a trunk may pass calls on to numbers outside of the inventory.</summary>
    Transit,

    /// <summary>A voice route and its patterns.</summary>
    Route,

    /// <summary>A trunk of a route: enabled, healthy, with room.</summary>
    Trunk,

    /// <summary>A rate or channel limit.</summary>
    Limit,

    /// <summary>One try of one trunk.</summary>
    Attempt,

    /// <summary>What follows a failed attempt.</summary>
    Failover,

    /// <summary>The bound on attempts and on the time of searching.</summary>
    Guard,

    /// <summary>What the media of the call carries and is protected by, and how one side's is made fit for the other.</summary>
    Media,

    /// <summary>A transfer: who asked, where to, what became of it.</summary>
    Transfer,

    /// <summary>A Contact of a 3xx: followed or not.</summary>
    Redirection,
}

/// <summary>Kept by value with the call record: new ones go at the end.</summary>
public enum DecisionVerdict : byte
{
    Accepted,
    Refused,
    Skipped,
    Changed,
    Unchanged,
    Failed,
}

/// <summary>One step of a decision: the rule looked at the input and came to the verdict, so long after the call began.</summary>
/// <param name="Input">What was looked at: a number, a trunk, a route's name.</param>
/// <param name="Detail">Why; a part of a sentence, or empty.</param>
public readonly record struct DecisionStep(DecisionRule Rule, string Input, DecisionVerdict Verdict, string Detail, TimeSpan At)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{At.TotalMilliseconds,8:0.000} ms  {Words.Of(Rule),-12} {Input,-28} {Words.Of(Verdict)}{(Detail.Length == 0 ? "" : ": " + Detail)}");

    private static class Words
    {
        public static string Of(DecisionRule rule) => rule switch
        {
            DecisionRule.InboundTrunk => "inbound",
            DecisionRule.NumberRules => "number rules",
            _ => rule.ToString().ToLowerInvariant(),
        };

        public static string Of(DecisionVerdict verdict) => verdict.ToString().ToLowerInvariant();
    }
}

/// <summary>
/// All decisions about one call in their order: kept with its record, shown by the dry run. Not for several threads at once: it belongs to the call's loop.
/// Texts are those that exist anyway (ids, names, constants), so that a step costs no formatting.
/// </summary>
public sealed class DecisionTrace(TimeProvider clock)
{
    /// <summary>A runaway search must not fill the memory: later steps are counted in <see cref="Dropped"/>.</summary>
    public const int MostSteps = 200;

    private readonly List<DecisionStep> steps = new(8);
    private readonly long start = clock.GetTimestamp();

    public IReadOnlyList<DecisionStep> Steps => steps;

    public int Dropped { get; private set; }

    /// <summary>Since the trace began.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    public void Add(DecisionRule rule, string input, DecisionVerdict verdict, string detail = "")
    {
        if (steps.Count == MostSteps)
        {
            Dropped++;
            return;
        }
        steps.Add(new DecisionStep(rule, input, verdict, detail, Elapsed));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in steps) text.Append(step.ToString()).Append('\n');
        if (Dropped > 0) text.Append(CultureInfo.InvariantCulture, $"({Dropped} more steps)\n");
        return text.ToString();
    }
}
