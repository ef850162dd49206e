using System.Text.Json;
using Telephony.Domain.Trunks;
using Telephony.Host.Composition;

namespace Telephony.Host.Health;

/// <summary>Certificates and refused sources in <c>/status</c>.</summary>
internal static class CertificateStatusWriter
{
    private const int MostRefusals = 50;

    /// <summary>Ours, and whom we have sent away and why.</summary>
    public static void Write(Utf8JsonWriter json, GatewayNode node)
    {
        if (node.Certificates is not { } store || node.Calls is not { } calls) return;
        json.WriteStartArray("certificates");
        foreach (var own in store.All)
        {
            json.WriteStartObject();
            json.WriteString("name", own.Name);
            json.WriteString("status", node.StatusOf(own.Facts.Ends).ToWord());
            json.WriteString("ends", own.Facts.Ends);
            json.WriteString("names", string.Join(", ", own.Facts.Names));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("refusals");
        foreach (var refused in calls.Refused.Last.Take(MostRefusals))
        {
            json.WriteStartObject();
            json.WriteString("at", refused.At);
            json.WriteString("source", refused.Source);
            json.WriteString("transport", refused.Transport);
            json.WriteString("method", refused.Method);
            json.WriteString("code", refused.Fault.ToWord());
            json.WriteNumber("status", refused.Fault.ToStatus());
            if (refused.Trunk.Length > 0) json.WriteString("trunk", refused.Trunk);
            json.WriteString("why", refused.Why);
            json.WriteNumber("times", refused.Times);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Members of a trunk's object.</summary>
    public static void WriteTrunk(Utf8JsonWriter json, Func<DateTimeOffset, CertificateStatus> statusOf, TrunkBoard board, Trunk trunk)
    {
        var seen = board.CertificateOf(trunk).Last;
        if (trunk.Transport != SignallingTransport.Tls && seen is null) return;
        json.WriteString("tls", seen is null ? CertificateStatus.Unknown.ToWord() : statusOf(seen.Ends).ToWord());
        if (trunk.Tls.Verify != TlsVerify.Verify) json.WriteString("verify", trunk.Tls.Verify == TlsVerify.Off ? "OFF (laboratory only)" : "pin");
        if (seen is null) return;
        json.WriteString("certificateEnds", seen.Ends);
        json.WriteString("certificateSubject", seen.Subject);
        json.WriteString("certificatePin", seen.KeyPin);
        if (seen.Error is { } error) json.WriteString("certificateError", error);
    }
}
