using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Messaging.Sending;
using Xunit;

namespace Telephony.Unit.Messaging;

/// <summary>By which carriers the messages of a sender leave.</summary>
public sealed class SenderDirectoryTests
{
    [Theory]
    [InlineData("beta", "beta,alpha")]       // sold by one of the route: that one first
    [InlineData("alpha", "alpha,beta")]
    [InlineData("gamma", "gamma,alpha,beta")]       // by one that the route does not name
    [InlineData("voice", "alpha,beta")]       // by one that takes no messages
    [InlineData(null, "alpha,beta")]       // the operator's own
    public void A_number_leaves_by_who_sold_it_first(string? seller, string expected) => Assert.Equal(expected.Split(','), Of(seller, new SenderRoute("", ["alpha", "beta"])).CarriersOf(Us));

    [Fact]
    public void Who_sold_the_number_is_enough_where_no_route_fits() => Assert.Equal(["gamma"], Of("gamma", new SenderRoute("+44", ["alpha"])).CarriersOf(Us));

    [Fact]
    public void The_longest_prefix_counts() => Assert.Equal(["beta"], Of(null, new SenderRoute("+1", ["alpha"]), new SenderRoute("+1202", ["beta"])).CarriersOf(Us));

    [Fact]
    public void A_name_leaves_by_its_own_carriers()
    {
        Assert.True(MessageAddress.TryParse("Contoso", out var name, out _));
        var senders = new SenderDirectory(static () => NumberCatalogue.Empty, [new SenderName(name, ResourceId.Default, ["beta"])], [new SenderRoute("", ["alpha"])], static _ => true);
        Assert.Equal(["beta"], senders.CarriersOf(name));
        Assert.Empty(senders.CarriersOf(MessageAddress.TryParse("12345", out var code, out _) ? code : default));
    }

    private static MessageAddress Us { get; } = MessageAddress.Of(PhoneNumber.Parse("+12025550100"));

    private static SenderDirectory Of(string? seller, params SenderRoute[] routes)
    {
        var record = new NumberRecord
        {
            Range = NumberRange.Of(Us.Number), Destination = Destination.Echo.Instance, Capabilities = NumberCapabilities.All,
            Purchase = seller is null ? null : new NumberPurchase(seller, "id", "US", NumberType.Geographic, NumberAssignment.Application, default, DateTimeOffset.UnixEpoch),
        };
        Assert.True(NumberCatalogue.TryBuild([record], 1, out var numbers, out _));
        return new SenderDirectory(() => numbers, [], routes, static carrier => carrier != "voice");
    }
}
