using System.Text.Json;

namespace Telephony.Ivr.Queues;

/// <summary>A queue's state as JSON, and back.</summary>
public static class QueueJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public static string Write(QueueState state) => JsonSerializer.Serialize(state, Options);

    /// <exception cref="JsonException">The text is no state.</exception>
    public static QueueState Read(string json) => JsonSerializer.Deserialize<QueueState>(json, Options) ?? QueueState.Empty;
}
