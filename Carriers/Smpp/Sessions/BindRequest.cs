using Telephony.Smpp.Settings;
using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Sessions;

/// <summary>bind_transceiver (SMPP 3.4 4.1.5): messages both ways on one connection.</summary>
internal static class BindRequest
{
    private const byte Version34 = 0x34;

    public static void Write(PduWriter to, SmppOptions options) =>
        to.Text(options.SystemId).Text(options.Password).Text(options.SystemType).Byte(Version34).Byte(0).Byte(0).Text("");

    /// <summary>What an operator reads when the centre refuses.</summary>
    public static string Worded(SmppAnswer answer, SmppOptions options) => answer switch
    {
        { Kind: not AnswerKind.Answered } => "the centre did not answer bind_transceiver",
        { Status: SmppStatus.InvalidPassword } => $"the centre refuses the password of {options.SystemId}",
        { Status: SmppStatus.InvalidSystemId } => $"the centre does not know the system id {options.SystemId}",
        { Status: SmppStatus.InvalidSystemType } => $"the centre does not take the system type \"{options.SystemType}\"",
        { Status: SmppStatus.AlreadyBound } => $"{options.SystemId} is bound already, maybe by an earlier connection",
        _ => $"the centre refuses the bind: {answer.Status.ToWord()}",
    };
}
