namespace Telephony.Automation.Connections;

/// <summary>Callback events that the service does not have: told only where an operation of our own was asked for, since its clients know none of them.</summary>
internal static class OwnEvents
{
    public const string Prefix = "Telephony.";

    public const string AnswerDetected = Prefix + "AnswerDetected";
    public const string MachineReady = Prefix + "MachineReady";
}
