using Telephony.Domain.Messages;
using Xunit;

namespace Telephony.Unit.Messaging;

public sealed class MessageMachineTests
{
    [Fact]
    public void Every_pair_is_as_the_table_says()
    {
        var expected = """
            Queued   Claim=Sending Taken=Sent Refused=Failed
            Sending  Taken=Sent NotTaken=Queued Refused=Failed Doubt=Unknown NeverTaken=Queued ReportedDelivered=Delivered ReportedFailed=Failed
            Sent     ReportedDelivered=Delivered ReportedFailed=Failed ReportOverdue=Unknown
            Delivered
            Failed
            Unknown  Taken=Sent NeverTaken=Queued ReportedDelivered=Delivered ReportedFailed=Failed
            Received
            """;
        var actual = string.Join('\n', Enum.GetValues<MessageState>().Select(static state => $"{state,-8} " + string.Join(' ', Enum.GetValues<MessageTrigger>()
            .Select(trigger => (trigger, next: MessageMachine.On(state, trigger))).Where(static pair => pair.next is not null).Select(static pair => $"{pair.trigger}={pair.next}"))));
        Assert.Equal(Normal(expected), Normal(actual));
    }

    private static string[] Normal(string table) => [.. table.Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))];
}
