using Telephony.Sip.Messages;

namespace Telephony.Unit.Sip.Corpus;

/// <summary>Compares two messages byte for byte and by what was read from them.</summary>
internal static class SameMessage
{
    public static void Assert(SipMessage expected, SipMessage actual)
    {
        Xunit.Assert.True(expected.Raw.SequenceEqual(actual.Raw));
        Xunit.Assert.Equal(expected.HeaderCount, actual.HeaderCount);
        Xunit.Assert.Equal(expected.Method, actual.Method);
        Xunit.Assert.Equal(expected.StatusCode, actual.StatusCode);
        Xunit.Assert.Equal(expected.CSeqNumber, actual.CSeqNumber);
        Xunit.Assert.Equal(expected.CSeqMethod, actual.CSeqMethod);
        Xunit.Assert.Equal(expected.MaxForwards, actual.MaxForwards);
        Xunit.Assert.True(expected.CallId.SequenceEqual(actual.CallId));
        Xunit.Assert.True(expected.FromTag.SequenceEqual(actual.FromTag));
        Xunit.Assert.True(expected.ToTag.SequenceEqual(actual.ToTag));
        Xunit.Assert.True(expected.TopVia.Branch.SequenceEqual(actual.TopVia.Branch));
        Xunit.Assert.True(expected.Body.SequenceEqual(actual.Body));
    }
}
