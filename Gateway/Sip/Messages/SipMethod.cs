namespace Telephony.Sip.Messages;

/// <summary>The methods this stack knows. <see cref="Unknown"/> is any other token: its bytes stay in <see cref="SipMessage.MethodBytes"/>.</summary>
public enum SipMethod : byte
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Subscribe,
    Notify,
    Publish,
    Info,
    Refer,
    Message,
    Update,
}

/// <summary>Method names to and from the wire. Methods are case-sensitive (RFC 3261 7.1).</summary>
public static class SipMethods
{
    /// <summary>The name as it is written on the wire; empty for <see cref="SipMethod.Unknown"/>.</summary>
    public static ReadOnlySpan<byte> ToBytes(this SipMethod method) => method switch
    {
        SipMethod.Invite => "INVITE"u8,
        SipMethod.Ack => "ACK"u8,
        SipMethod.Bye => "BYE"u8,
        SipMethod.Cancel => "CANCEL"u8,
        SipMethod.Options => "OPTIONS"u8,
        SipMethod.Register => "REGISTER"u8,
        SipMethod.Prack => "PRACK"u8,
        SipMethod.Subscribe => "SUBSCRIBE"u8,
        SipMethod.Notify => "NOTIFY"u8,
        SipMethod.Publish => "PUBLISH"u8,
        SipMethod.Info => "INFO"u8,
        SipMethod.Refer => "REFER"u8,
        SipMethod.Message => "MESSAGE"u8,
        SipMethod.Update => "UPDATE"u8,
        _ => default,
    };

    /// <summary>The method of that name, or <see cref="SipMethod.Unknown"/>.</summary>
    public static SipMethod Find(ReadOnlySpan<byte> name)
    {
        var candidate = name.Length switch
        {
            3 => name[0] == 'A' ? SipMethod.Ack : SipMethod.Bye,
            4 => SipMethod.Info,
            5 => name[0] == 'R' ? SipMethod.Refer : SipMethod.Prack,
            6 => name[0] switch { (byte)'I' => SipMethod.Invite, (byte)'C' => SipMethod.Cancel, (byte)'U' => SipMethod.Update, _ => SipMethod.Notify },
            7 => name[0] switch { (byte)'O' => SipMethod.Options, (byte)'M' => SipMethod.Message, _ => SipMethod.Publish },
            8 => SipMethod.Register,
            9 => SipMethod.Subscribe,
            _ => SipMethod.Unknown,
        };
        return candidate != SipMethod.Unknown && name.SequenceEqual(candidate.ToBytes()) ? candidate : SipMethod.Unknown;
    }
}
