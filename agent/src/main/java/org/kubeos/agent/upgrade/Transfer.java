package org.kubeos.agent.upgrade;

/**
 * Where the bytes of a slot come from.
 *
 * @param inPlace bytes that the slot already had
 * @param copied bytes that one of the slots had elsewhere
 * @param fetched bytes to be fetched, as they are stored
 * @param requests by which those are fetched
 */
public record Transfer(long inPlace, long copied, long fetched, int requests) {}
