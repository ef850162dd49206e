using System.Text.Json;
using Telephony.Domain.Trunks;

namespace Telephony.Host.Health;

/// <summary>One trunk in <c>/status</c>: health in the API's words (DR-15), and what protection and limits make of it.</summary>
internal static class TrunkStatus
{
    /// <param name="certificateStatus">The age of a certificate by its end.</param>
    public static void Write(Utf8JsonWriter json, TrunkBoard board, Trunk trunk, Func<DateTimeOffset, CertificateStatus> certificateStatus)
    {
        var report = board.HealthOf(trunk).Report(board.NowMs);
        json.WriteStartObject();
        json.WriteString("fqdn", trunk.Id.Value);
        if (trunk.Parent is { } carrier) json.WriteString("carrier", carrier.Id.Value);
        json.WriteBoolean("enabled", trunk.Enabled);
        json.WriteString("ping", report.Ping.ToWord());
        json.WriteString("overall", report.Overall.ToWord());
        if (report.Reason != InactiveReason.None) json.WriteString("reason", report.Reason.ToWord());
        json.WriteString("newCalls", TrunkWords.Of(trunk, board));
        json.WriteBoolean("draining", board.IsDraining(trunk));
        WritePlaces(json, board, trunk);
        WriteCircuit(json, board, trunk);
        WriteLoad(json, board, trunk);
        RegistrationStatus.Write(json, board.Registrations, trunk);
        WritePings(json, report);
        CertificateStatusWriter.WriteTrunk(json, certificateStatus, board, trunk);
        if (report.LastChange is { } change) json.WriteString("lastChange", change);
        if (report.LastError.Length > 0) json.WriteString("lastError", report.LastError);
        if (report.PeerSoftware.Length > 0) json.WriteString("software", report.PeerSoftware);
        if (report.PeerAllow.Length > 0) json.WriteString("allow", report.PeerAllow);
        json.WriteEndObject();
    }

    private static void WritePlaces(Utf8JsonWriter json, TrunkBoard board, Trunk trunk)
    {
        if (trunk.Backups.Count == 0) return;
        json.WriteStartArray("places");
        foreach (var place in trunk.Address is { } address ? [address, .. trunk.Backups] : trunk.Backups)
        {
            json.WriteStartObject();
            json.WriteString("address", place.ToString());
            json.WriteBoolean("triedLast", board.PlacesOf(trunk).IsDown(place, board.NowMs));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCircuit(Utf8JsonWriter json, TrunkBoard board, Trunk trunk)
    {
        var circuit = board.CircuitOf(trunk);
        json.WriteString("circuit", TrunkWords.Of(circuit.Phase));
        if (!circuit.MayBeTried) json.WriteString("circuitReason", circuit.Why);
        json.WriteNumber("share", Math.Round(board.ShareOf(trunk), 2));
    }

    private static void WriteLoad(Utf8JsonWriter json, TrunkBoard board, Trunk trunk)
    {
        json.WriteNumber("channels", board.LimiterOf(trunk).ChannelsInUse);
        if (trunk.Limits.Channels is { } most) json.WriteNumber("channelsLimit", most);
        json.WriteBoolean("capacityAlarm", board.AlarmOf(trunk).IsRaised);
    }

    private static void WritePings(Utf8JsonWriter json, TrunkHealthReport report)
    {
        if (report.RoundTrip is { } roundTrip) json.WriteNumber("roundTripMs", roundTrip.TotalMilliseconds);
        json.WriteNumber("pingsSent", report.PingsSent);
        json.WriteNumber("pingsLost", report.PingsLost);
        if (report.PingsSent > 0) json.WriteNumber("pingLoss", Math.Round((double)report.PingsLost / report.PingsSent, 4));
    }
}
