using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Sessions;

/// <summary>What became of a request to the centre.</summary>
internal enum AnswerKind
{
    /// <summary>It answered; <see cref="SmppAnswer.Status"/> says what.</summary>
    Answered,

    /// <summary>It never left us.</summary>
    NotSent,

    /// <summary>It left, and no answer came: the connection ended, or the limit passed.</summary>
    Silent,
}

/// <param name="MessageId">Of submit_sm_resp and data_sm_resp; else empty.</param>
/// <param name="Congestion">0 to 100 (SMPP 5.0 4.8.4.18); -1 if the centre does not say.</param>
internal readonly record struct SmppAnswer(AnswerKind Kind, SmppStatus Status, string MessageId, int Congestion)
{
    public static readonly SmppAnswer NotSent = new(AnswerKind.NotSent, SmppStatus.Ok, "", -1);

    public static readonly SmppAnswer Silent = new(AnswerKind.Silent, SmppStatus.Ok, "", -1);

    public bool IsOk => Kind == AnswerKind.Answered && Status == SmppStatus.Ok;

    public static SmppAnswer Read(in PduHeader header, ReadOnlySpan<byte> body)
    {
        var reader = new PduReader(body);
        var id = header.Command is SmppCommand.SubmitSmResp or SmppCommand.DataSmResp && !body.IsEmpty ? reader.ReadText(LongestId) : "";
        var congestion = -1;
        while (reader.TryReadTlv(out var tag, out var value))
        {
            if (tag == TlvTag.CongestionState && value.Length == 1) congestion = value[0];
        }
        return new SmppAnswer(AnswerKind.Answered, header.Status, id, congestion);
    }

    private const int LongestId = 65;
}
