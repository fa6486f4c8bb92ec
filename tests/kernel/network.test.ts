import { networkOf } from '#kernel/network';

it('takes an address of version 6 by its first 64 bits, however it is written', () => {
  const same = ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff::', '2001:db8::1:2:3:4:5', '2001:db8:0:1:9:9:9:9%eth0'];
  expect([...new Set(same.map(networkOf))]).toEqual(['2001:db8:0:1::/64']);
  expect(networkOf('2001:db8:0:2::1')).not.toBe(networkOf('2001:db8:0:1::1'));
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
});

it('takes an address of version 4 as it is, also written as one of version 6', () => {
  expect(['10.0.0.7', '::ffff:10.0.0.7', '', undefined].map(networkOf)).toEqual(['10.0.0.7', '10.0.0.7', '', '']);
});
