using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Host.Control;
using Xunit;

namespace Telephony.Unit.Host.Control;

public class TransferRequestsTests
{
    private const string Call = "01m82dah81xj866zkad8gyx39k";

    [Theory]
    [InlineData("B2", "+14255550123", "E164 +14255550123", "")]
    [InlineData("2", "tel:+1-425-555-0123", "E164 +14255550123", "")]
    [InlineData("a1", "sip:+14255550123;x-m=1;x-t=a%20b", "E164 +14255550123", ";x-m=1;x-t=a%20b")]
    [InlineData("A1", "4711", "Extension 4711", "")]
    [InlineData("A1", "112", "ServiceCode 112", "")]
    [InlineData("A1", "sip:queue@pbx.example:5070;x-m=1", "SipUri queue@pbx.example:5070", ";x-m=1")]
    [InlineData("A1", "+14255550123@pbx.example", "SipUri +14255550123@pbx.example", "")]
    public void A_number_or_an_address_is_read(string leg, string to, string who, string parameters)
    {
        Assert.True(TransferRequests.TryRead(Call, leg, to, null, null, EmergencyNumbers.Usual, out var command, out var why), why);
        var goal = Assert.IsType<TransferGoal.Somebody>(command!.Goal);
        Assert.Equal((who, parameters), ($"{goal.Who.GetType().Name} {goal.Who}", goal.Parameters));
        Assert.Equal($"{Call}-{leg.TrimStart('A', 'B', 'a')}", command.Leg.ToString());
    }

    [Fact]
    public void Or_a_side_of_another_call()
    {
        Assert.True(TransferRequests.TryRead(Call, "B2", null, $"{Call}/A1", "<sip:boss@example.com>", EmergencyNumbers.Usual, out var command, out var why), why);
        Assert.Equal($"{Call}-1", Assert.IsType<TransferGoal.SideOf>(command!.Goal).Leg.ToString());
        Assert.Equal("<sip:boss@example.com>", command.ReferredBy);
    }

    [Theory]
    [InlineData("none", "B2", "+1", null, "is no call id")]
    [InlineData(Call, "C2", "+1", null, "is no leg")]
    [InlineData(Call, "", "+1", null, "is no leg")]
    [InlineData(Call, "B2", null, null, "Either a number or --with")]
    [InlineData(Call, "B2", "+1", $"{Call}/A1", "Either a number or --with")]
    [InlineData(Call, "B2", null, Call, "is no leg")]
    [InlineData(Call, "B2", null, "x/A1", "is no call id")]
    public void What_cannot_be_read_says_what_to_change(string call, string leg, string? to, string? with, string sentence)
    {
        Assert.False(TransferRequests.TryRead(call, leg, to, with, null, EmergencyNumbers.Usual, out _, out var why));
        Assert.Contains(sentence, why, StringComparison.Ordinal);
    }
}
