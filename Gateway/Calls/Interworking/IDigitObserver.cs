using Telephony.Domain.Identity;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>Is told of each digit of a call once, in whatever form it came (DR-37). On the call's loop. Digits are secrets: they belong in no log and no record.</summary>
public interface IDigitObserver
{
    /// <param name="leg">Whose peer has pressed the key.</param>
    void OnDigit(LegId leg, DtmfDigit digit, TimeSpan duration);
}
