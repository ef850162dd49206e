using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Storage.Records;

/// <summary>The lists of an encoded record: legs, attempts, trace and dialogs. A list is its count and its items.</summary>
internal static class RecordParts
{
    public static void WriteLegs(ref RecordWriter writer, CallId call, List<LegRecord> legs)
    {
        writer.Number(legs.Count);
        foreach (var leg in legs)
        {
            WriteLegId(ref writer, call, leg.Id);
            writer.Byte((byte)leg.Role);
            writer.Text(leg.Trunk.Value);
            writer.Text(leg.SipCallId);
            writer.Text(leg.LocalTag);
            writer.Text(leg.RemoteTag);
            writer.Byte((byte)leg.Transport);
            writer.Endpoint(leg.RemoteSignalling);
            writer.Endpoint(leg.RemoteMedia);
            writer.OptionalText(leg.Codec);
            writer.Byte(leg.Quality is null ? (byte)0 : (byte)1);
            if (leg.Quality is { } quality) WriteQuality(ref writer, quality);
        }
    }

    public static void ReadLegs(ref RecordReader reader, CallId call, List<LegRecord> legs)
    {
        for (var left = reader.Count(); left > 0 && !reader.Failed; left--)
        {
            legs.Add(new LegRecord
            {
                Id = ReadLegId(ref reader, call),
                Role = (LegRole)reader.Byte(),
                Trunk = Trunk(reader.Text()),
                SipCallId = reader.WireText(),
                LocalTag = reader.WireText(),
                RemoteTag = reader.WireText(),
                Transport = (SignallingTransport)reader.Byte(),
                RemoteSignalling = reader.Endpoint(),
                RemoteMedia = reader.Endpoint(),
                Codec = reader.OptionalText(),
                Quality = reader.Byte() == 0 ? null : ReadQuality(ref reader),
            });
        }
    }

    public static void WriteAttempts(ref RecordWriter writer, CallId call, List<AttemptRecord> attempts)
    {
        writer.Number(attempts.Count);
        foreach (var attempt in attempts)
        {
            WriteLegId(ref writer, call, attempt.Leg);
            writer.Text(attempt.Trunk.Value);
            writer.Endpoint(attempt.Address);
            writer.Byte((byte)attempt.Transport);
            writer.Number(attempt.StartedMs);
            writer.Number(attempt.WaitedMs);
            writer.Byte((byte)attempt.Result);
            writer.Number(attempt.SipStatus);
            writer.OptionalText(attempt.Text);
        }
    }

    public static void ReadAttempts(ref RecordReader reader, CallId call, List<AttemptRecord> attempts)
    {
        for (var left = reader.Count(); left > 0 && !reader.Failed; left--)
        {
            attempts.Add(new AttemptRecord
            {
                Leg = ReadLegId(ref reader, call),
                Trunk = Trunk(reader.Text()),
                Address = reader.Endpoint(),
                Transport = (SignallingTransport)reader.Byte(),
                StartedMs = reader.Int32(),
                WaitedMs = reader.Int32(),
                Result = (AttemptResult)reader.Byte(),
                SipStatus = reader.Int32(),
                Text = reader.OptionalText(),
            });
        }
    }

    public static void WriteTrace(ref RecordWriter writer, IReadOnlyList<DecisionStep> trace)
    {
        writer.Number(trace.Count);
        for (var i = 0; i < trace.Count; i++)
        {
            var step = trace[i];
            writer.Byte((byte)step.Rule);
            writer.Text(step.Input);
            writer.Byte((byte)step.Verdict);
            writer.Text(step.Detail);
            writer.Signed(step.At.Ticks / TimeSpan.TicksPerMicrosecond);
        }
    }

    public static IReadOnlyList<DecisionStep> ReadTrace(ref RecordReader reader)
    {
        var trace = new List<DecisionStep>();
        for (var left = reader.Count(); left > 0 && !reader.Failed; left--)
        {
            trace.Add(new DecisionStep(
                (DecisionRule)reader.Byte(), reader.Text(), (DecisionVerdict)reader.Byte(), reader.Text(), TimeSpan.FromTicks(reader.Signed() * TimeSpan.TicksPerMicrosecond)));
        }

        return trace;
    }

    public static void WriteDialogs(ref RecordWriter writer, CallId call, List<StoredDialog> dialogs)
    {
        writer.Number(dialogs.Count);
        foreach (var dialog in dialogs)
        {
            WriteLegId(ref writer, call, dialog.Leg);
            writer.Bytes(dialog.SipCallId.Bytes.Span);
            writer.Bytes(dialog.LocalTag.Bytes.Span);
            writer.Bytes(dialog.RemoteTag.Bytes.Span);
            writer.Bytes(dialog.LocalUri.Bytes.Span);
            writer.Bytes(dialog.RemoteUri.Bytes.Span);
            writer.Bytes(dialog.RemoteTarget.Bytes.Span);
            writer.Bytes(dialog.RouteSet.Bytes.Span);
            writer.Number(dialog.LocalCSeq);
            writer.Number(dialog.RemoteCSeq);
            writer.Byte((byte)dialog.Transport);
            writer.Endpoint(dialog.Local);
            writer.Endpoint(dialog.Remote);
            writer.Byte(dialog.Secure ? (byte)1 : (byte)0);
        }
    }

    public static void ReadDialogs(ref RecordReader reader, CallId call, List<StoredDialog> dialogs)
    {
        for (var left = reader.Count(); left > 0 && !reader.Failed; left--)
        {
            dialogs.Add(new StoredDialog
            {
                Leg = ReadLegId(ref reader, call),
                SipCallId = reader.WireText(),
                LocalTag = reader.WireText(),
                RemoteTag = reader.WireText(),
                LocalUri = reader.WireText(),
                RemoteUri = reader.WireText(),
                RemoteTarget = reader.WireText(),
                RouteSet = reader.WireText(),
                LocalCSeq = (uint)reader.Number(),
                RemoteCSeq = (uint)reader.Number(),
                Transport = (SignallingTransport)reader.Byte(),
                Local = reader.Endpoint(),
                Remote = reader.Endpoint(),
                Secure = reader.Byte() != 0,
            });
        }
    }

    public static TrunkId Trunk(string text) => TrunkId.TryParse(text, out var trunk) ? trunk : default;

    // A leg born in this call needs only its ordinal; one that came from another call names that call too.
    private static void WriteLegId(ref RecordWriter writer, CallId call, LegId leg)
    {
        var own = leg.Call == call;
        writer.Number((ulong)leg.Ordinal << 1 | (own ? 0UL : 1UL));
        if (!own) writer.Id(leg.Call.Value);
    }

    private static LegId ReadLegId(ref RecordReader reader, CallId call)
    {
        var number = reader.Number();
        return new LegId((number & 1) == 0 ? call : new CallId(reader.Id()), (ushort)(number >> 1));
    }

    private static void WriteQuality(ref RecordWriter writer, LegQualityRecord quality)
    {
        writer.Signed(quality.PacketsReceived);
        writer.Signed(quality.PacketsSent);
        writer.Signed(quality.PacketsLost);
        writer.Signed(quality.PacketsOutOfOrder);
        writer.Real(quality.JitterMs);
        writer.Real(quality.MaxJitterMs);
        writer.Real(quality.RoundTripMs);
        writer.Real(quality.RemoteLossFraction);
        writer.Real(quality.RFactor);
        writer.Real(quality.Mos);
    }

    private static LegQualityRecord ReadQuality(ref RecordReader reader) => new()
    {
        PacketsReceived = reader.Signed(),
        PacketsSent = reader.Signed(),
        PacketsLost = reader.Signed(),
        PacketsOutOfOrder = reader.Signed(),
        JitterMs = reader.Real(),
        MaxJitterMs = reader.Real(),
        RoundTripMs = reader.Real(),
        RemoteLossFraction = reader.Real(),
        RFactor = reader.Real(),
        Mos = reader.Real(),
    };
}
