using System.Text.Json.Serialization;

namespace Telephony.Api.Flows;

internal sealed record FlowList(FlowItem[] Flows);

/// <param name="InForce">0: none. Of the folder: a number made of the document.</param>
/// <param name="DraftRevision">Null: there is no draft.</param>
/// <param name="Source"><c>store</c>, or <c>folder</c> for those that the operator keeps as files.</param>
internal sealed record FlowItem(string Name, string Title, int InForce, int? Latest, int? DraftRevision, DateTimeOffset? ChangedOn, string Source)
{
    public FlowVersionItem[]? Versions { get; init; }
}

internal sealed record FlowVersionItem(int Version, DateTimeOffset PublishedOn, string PublishedBy, string Note);

/// <summary>As if it were published now.</summary>
internal sealed record FlowFindings(bool IsGood, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notes)
{
    public int? Revision { get; init; }
}

internal sealed record FlowPublishRequest(string? Note);

internal sealed record FlowRollbackRequest(int? Version);

internal sealed record FlowInForce(string Name, int Version, bool Changed, IReadOnlyList<string> Notes);

internal sealed record FlowChanges(string From, string To, IReadOnlyList<string> Changes);

internal sealed record FlowChart(string Mermaid);

/// <param name="Calls">A script of calls, as of <c>telephony flow simulate</c>.</param>
/// <param name="Version"><c>draft</c> or a number; without it, the version in force.</param>
internal sealed record FlowTrialRequest(string? Calls, string? Version);

internal sealed record FlowTrial(FlowTrialCall[] Calls, string[] Coverage);

internal sealed record FlowTrialCall(string Name, bool WentAsItShould, IReadOnlyList<string> Failures, IReadOnlyList<string> Transcript);

internal sealed record FlowFigureList(string Flow, int? Version, DateTimeOffset From, DateTimeOffset Until, FlowFigureItem[] Nodes);

internal sealed record FlowFigureItem(string Node, long Entries, IReadOnlyDictionary<string, long> Exits, long DropOffs, double DropOffShare, long Errors, long Retries, long Ends, double MeanSeconds, double Seconds);

internal sealed record FlowStepList(string Call, FlowStepItem[] Steps);

internal sealed record FlowStepItem(DateTimeOffset At, string Flow, int Version, string Node, string What, string Detail, double Seconds);

/// <summary>A refusal with every mistake.</summary>
internal sealed record FlowRefusal(FlowRefusalError Error);

internal sealed record FlowRefusalError(string Code, string Message, FlowRefusalDetail[] Details);

internal sealed record FlowRefusalDetail(string Code, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(FlowItem))]
[JsonSerializable(typeof(FlowFindings))]
[JsonSerializable(typeof(FlowPublishRequest))]
[JsonSerializable(typeof(FlowRollbackRequest))]
[JsonSerializable(typeof(FlowInForce))]
[JsonSerializable(typeof(FlowChanges))]
[JsonSerializable(typeof(FlowChart))]
[JsonSerializable(typeof(FlowTrialRequest))]
[JsonSerializable(typeof(FlowTrial))]
[JsonSerializable(typeof(FlowFigureList))]
[JsonSerializable(typeof(FlowStepList))]
[JsonSerializable(typeof(FlowRefusal))]
internal sealed partial class FlowJson : JsonSerializerContext;
