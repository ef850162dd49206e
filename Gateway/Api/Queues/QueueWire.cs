using System.Text.Json.Serialization;

namespace Telephony.Api.Queues;

internal sealed record QueueList(QueueItem[] Queues);

/// <param name="Callers">Who wait on the line.</param>
/// <param name="Agents">Those who are logged in.</param>
internal sealed record QueueItem(string Name, int Callers, int Callbacks, int Agents, int Talking, double NextWaitSeconds);

/// <param name="Line">Who wait for an agent, in their order.</param>
internal sealed record QueueDetail(string Name, double NextWaitSeconds, QueueAgentItem[] Agents, QueuePlaceItem[] Line);

/// <param name="Presence"><c>loggedOut</c>, <c>free</c>, <c>ringing</c>, <c>talking</c> or <c>paused</c>.</param>
/// <param name="RestsUntil">He is left alone until then.</param>
internal sealed record QueueAgentItem(string Id, string Address, IReadOnlyList<string> Skills, string Presence, DateTimeOffset Since, DateTimeOffset? RestsUntil, int CallsTaken);

/// <param name="Kind"><c>call</c> or <c>callback</c>.</param>
/// <param name="CallId">Of a call: <c>/flows/calls/{call}/steps</c> has its way.</param>
/// <param name="CallbackId">Of a callback, with its number and the calls back that failed.</param>
internal sealed record QueuePlaceItem(int Place, string Kind, string? CallId, long? CallbackId, string? PhoneNumber, int? FailedTries, int Priority, IReadOnlyList<string> Skills, DateTimeOffset WaitsSince);

internal sealed record QueueLoginRequest(string? Address);

internal sealed record QueueCallbackRequest(string? PhoneNumber, int? Priority);

internal sealed record QueueCallbackItem(long CallbackId, string PhoneNumber, int Priority, DateTimeOffset WaitsSince);

internal sealed record QueueFigureList(string Queue, DateTimeOffset From, DateTimeOffset Until, QueueFigureItem[] Outcomes);

/// <param name="Outcome">Empty: they wait or talk.</param>
internal sealed record QueueFigureItem(string Outcome, string Kind, long Count, double MeanWaitSeconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(QueueDetail))]
[JsonSerializable(typeof(QueueAgentItem))]
[JsonSerializable(typeof(QueueLoginRequest))]
[JsonSerializable(typeof(QueueCallbackRequest))]
[JsonSerializable(typeof(QueueCallbackItem))]
[JsonSerializable(typeof(QueueFigureList))]
internal sealed partial class QueueWireJson : JsonSerializerContext;
