using System.Collections.Frozen;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Schedules;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>Somebody who can be asked for by name.</summary>
/// <param name="Phrases">What else the person is called by.</param>
/// <param name="To">A number or an address.</param>
public sealed record DirectoryEntry(string Name, IReadOnlyList<string> Phrases, string To);

/// <summary>A flow that was read without a mistake: immutable, shared by all its calls.</summary>
public sealed record Flow
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The first is where a call begins.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    public required string Start { get; init; }

    /// <summary>Where a broken node leads that has no error exit of its own.</summary>
    public required string OnError { get; init; }

    /// <summary>Where the flow goes on when the caller has hung up; empty: it ends.</summary>
    public required string OnHangUp { get; init; }

    public required IReadOnlyDictionary<string, VariableSpec> Variables { get; init; }

    public required IReadOnlyDictionary<string, Prompt> Prompts { get; init; }

    public required IReadOnlyDictionary<string, Schedule> Schedules { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<DirectoryEntry>> Directories { get; init; }

    /// <summary>In the order of the document.</summary>
    public required IReadOnlyList<FlowNode> Order { get; init; }

    public required FrozenDictionary<string, FlowNode> Nodes { get; init; }
}
