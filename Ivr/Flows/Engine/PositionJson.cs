using System.Globalization;
using System.Text;
using System.Text.Json;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>A position as JSON, and back. What is as it usually is is left out.</summary>
public static class PositionJson
{
    public static string Write(FlowPosition position) => Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("program", position.Program);
        writer.WriteStartObject("call");
        writer.WriteString("id", position.Call.Id);
        writer.WriteString("from", position.Call.From);
        writer.WriteString("to", position.Call.To);
        writer.WriteString("startedAt", position.Call.StartedAt);
        writer.WriteEndObject();
        writer.WriteString("language", position.Language);
        writer.WriteStartArray("frames");
        foreach (var frame in position.Frames) Write(writer, frame);
        writer.WriteEndArray();
        Write(writer, "variables", position.Variables);
        Write(writer, "typedAhead", position.TypedAhead);
        Write(writer, "lastAct", position.LastAct);
        Write(writer, "playing", position.Playing);
        Write(writer, "listening", position.Listening);
        Write(writer, "deadline", position.Deadline);
        if (position.CallerGone) writer.WriteBoolean("callerGone", true);
        if (position.Alone) writer.WriteBoolean("alone", true);
        Write(writer, "nodesAlone", position.NodesAlone);
        Write(writer, "errors", position.Errors);
        Write(writer, "errorNode", position.ErrorNode);
        Write(writer, "errorReason", position.ErrorReason);
        if (position.End is { } end)
        {
            writer.WriteStartObject("end");
            writer.WriteString("at", end.At);
            writer.WriteString("flow", end.Flow);
            writer.WriteString("node", end.Node);
            writer.WriteString("reason", end.Reason);
            writer.WriteBoolean("byCaller", end.ByCaller);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    });

    /// <exception cref="FormatException">The text is no position.</exception>
    public static FlowPosition Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var call = root.GetProperty("call");
            var facts = new CallFacts(Text(call, "id"), Text(call, "from"), Text(call, "to"), call.GetProperty("startedAt").GetDateTimeOffset());
            var end = root.TryGetProperty("end", out var e) ? new FlowEnd(e.GetProperty("at").GetDateTimeOffset(), Text(e, "flow"), Text(e, "node"), Text(e, "reason"), e.GetProperty("byCaller").GetBoolean()) : null;
            return new FlowPosition(Text(root, "program"), facts, [.. root.GetProperty("frames").EnumerateArray().Select(ReadFrame)], ReadVariables(root), Text(root, "language"), Text(root, "typedAhead"),
                Number(root, "lastAct"), Number(root, "playing"), Number(root, "listening"), Time(root, "deadline"), root.TryGetProperty("callerGone", out _), root.TryGetProperty("alone", out _), Number(root, "nodesAlone"), Number(root, "errors"), Text(root, "errorNode"), Text(root, "errorReason"), end);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"The text is no position of a flow: {broken.Message}", broken);
        }
    }

    internal static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, FlowFrame frame)
    {
        writer.WriteStartObject();
        writer.WriteString("flow", frame.Flow);
        writer.WriteString("node", frame.Node);
        writer.WriteString("entered", frame.State.Entered);
        Write(writer, "phase", frame.State.Phase);
        Write(writer, "tries", frame.State.Tries);
        Write(writer, "input", frame.State.Input);
        Write(writer, "act", frame.State.Act);
        Write(writer, "index", frame.State.Index);
        Write(writer, "until", frame.State.Until);
        Write(writer, "variables", frame.Variables);
        writer.WriteEndObject();
    }

    private static FlowFrame ReadFrame(JsonElement frame) => new(Text(frame, "flow"), Text(frame, "node"),
        new NodeState(frame.GetProperty("entered").GetDateTimeOffset(), Number(frame, "phase"), Number(frame, "tries"), Text(frame, "input"), Number(frame, "act"), Number(frame, "index"), Time(frame, "until")), ReadVariables(frame));

    private static void Write(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0) writer.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter writer, string name, int number)
    {
        if (number != 0) writer.WriteNumber(name, number);
    }

    private static void Write(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } at) writer.WriteString(name, at.ToString("O", CultureInfo.InvariantCulture));
    }

    private static void Write(Utf8JsonWriter writer, string name, Variables variables)
    {
        if (variables.Count == 0) return;
        writer.WritePropertyName(name);
        variables.WriteTo(writer);
    }

    private static Variables ReadVariables(JsonElement element) => element.TryGetProperty("variables", out var variables) ? Variables.Read(variables) : Variables.None;

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static int Number(JsonElement element, string name) => element.TryGetProperty(name, out var number) ? number.GetInt32() : 0;

    private static DateTimeOffset? Time(JsonElement element, string name) => element.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : null;
}
