using Telephony.Domain.Messages;
using Telephony.Messaging.Sending;

namespace Telephony.Api.Sms;

/// <summary>What the area needs.</summary>
public sealed record SmsServices(MessageSender Sender, SenderDirectory Senders, IMessageStore Messages, IOptOutStore OptOuts, TimeProvider Clock);
