using System.Text;
using System.Text.Json;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Storage.Export;

/// <summary>The lists of a call record in JSON.</summary>
internal static class JsonParts
{
    public static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteLeg(Utf8JsonWriter writer, LegRecord leg)
    {
        writer.WriteString("legId", leg.Id.ToString());
        writer.WriteString("role", leg.Role == LegRole.A ? "a" : "b");
        JsonExport.WriteText(writer, "trunk", leg.Trunk.Value);
        JsonExport.WriteText(writer, "sipCallId", leg.SipCallId.ToString());
        JsonExport.WriteText(writer, "localTag", leg.LocalTag.ToString());
        JsonExport.WriteText(writer, "remoteTag", leg.RemoteTag.ToString());
        writer.WriteString("transport", leg.Transport.ToWord());
        JsonExport.WriteText(writer, "remoteSignalling", leg.RemoteSignalling.ToString());
        JsonExport.WriteText(writer, "remoteMedia", leg.RemoteMedia.ToString());
        JsonExport.WriteText(writer, "codec", leg.Codec);
        if (leg.Quality is { } quality) WriteQuality(writer, quality);
    }

    public static void WriteAttempt(Utf8JsonWriter writer, AttemptRecord attempt)
    {
        writer.WriteString("legId", attempt.Leg.ToString());
        writer.WriteString("trunk", attempt.Trunk.Value);
        JsonExport.WriteText(writer, "address", attempt.Address.ToString());
        writer.WriteString("transport", attempt.Transport.ToWord());
        writer.WriteNumber("started", attempt.StartedMs / 1000.0);
        writer.WriteNumber("waited", attempt.WaitedMs / 1000.0);
        writer.WriteString("result", Words.Camel(attempt.Result));
        if (attempt.SipStatus > 0) writer.WriteNumber("sipStatus", attempt.SipStatus);
        JsonExport.WriteText(writer, "text", attempt.Text);
    }

    public static void WriteStep(Utf8JsonWriter writer, DecisionStep step)
    {
        writer.WriteNumber("at", step.At.TotalSeconds);
        writer.WriteString("rule", Words.Camel(step.Rule));
        writer.WriteString("input", step.Input);
        writer.WriteString("verdict", Words.Camel(step.Verdict));
        JsonExport.WriteText(writer, "detail", step.Detail);
    }

    public static void WriteEntry(Utf8JsonWriter writer, LadderEntry entry)
    {
        writer.WriteNumber("at", entry.Offset.TotalSeconds);
        writer.WriteNumber("leg", entry.Leg);
        writer.WriteString("direction", entry.Direction == MessageDirection.Sent ? "sent" : "received");
        writer.WriteString("transport", entry.Transport.ToWord());
        writer.WriteString("local", entry.Local.ToString());
        writer.WriteString("peer", entry.Peer.ToString());
        writer.WriteString("summary", entry.Summary.ToString());
        if (!entry.Message.IsEmpty) writer.WriteString("message", Encoding.UTF8.GetString(entry.Message.Span));
    }

    private static void WriteQuality(Utf8JsonWriter writer, LegQualityRecord quality)
    {
        writer.WriteStartObject("quality");
        writer.WriteNumber("packetsReceived", quality.PacketsReceived);
        writer.WriteNumber("packetsSent", quality.PacketsSent);
        writer.WriteNumber("packetsLost", quality.PacketsLost);
        writer.WriteNumber("packetsOutOfOrder", quality.PacketsOutOfOrder);
        writer.WriteNumber("jitterMs", Math.Round(quality.JitterMs, 3));
        writer.WriteNumber("maxJitterMs", Math.Round(quality.MaxJitterMs, 3));
        writer.WriteNumber("roundTripMs", Math.Round(quality.RoundTripMs, 3));
        writer.WriteNumber("remoteLossFraction", Math.Round(quality.RemoteLossFraction, 4));
        writer.WriteNumber("rFactor", Math.Round(quality.RFactor, 1));
        writer.WriteNumber("mos", Math.Round(quality.Mos, 2));
        writer.WriteEndObject();
    }
}
