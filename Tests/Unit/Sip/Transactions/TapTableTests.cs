using Telephony.Sip.Transactions;
using Telephony.Unit.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.Transactions;

public class TapTableTests
{
    private readonly TapTable _table = new();

    [Fact]
    public void A_tap_has_one_number_until_all_who_know_it_have_let_go()
    {
        var (one, two) = (new ListTap(), new ListTap());
        var number = _table.Hold(one);
        Assert.Equal(number, _table.Hold(one));
        Assert.NotEqual(number, _table.Hold(two));
        Assert.Same(one, _table.Find(number));
        _table.Release(number);
        Assert.Same(one, _table.Find(number));
        _table.Release(number);
        Assert.Null(_table.Find(number));
        Assert.Equal(1, _table.Count);
        Assert.NotEqual(0, _table.Hold(one));
    }

    [Fact]
    public void Who_knows_the_number_of_a_tap_that_was_taken_back_finds_nothing_and_no_other()
    {
        var (one, two) = (new ListTap(), new ListTap());
        var number = _table.Hold(one);
        _table.Forget(one);
        Assert.Null(_table.Find(number));
        Assert.NotEqual(number, _table.Hold(two));
        Assert.Equal(0, _table.Hold(one));
        _table.Release(number);
        Assert.Equal(number, _table.Hold(new ListTap()));      // the number is free now
    }

    [Fact]
    public void No_tap_is_number_0()
    {
        Assert.Equal(0, _table.Hold(null));
        _table.Release(0);
        Assert.Null(_table.Find(0));
        for (var i = 0; i < 200; i++) _table.Hold(new ListTap());
        Assert.Equal(200, _table.Count);
    }
}
