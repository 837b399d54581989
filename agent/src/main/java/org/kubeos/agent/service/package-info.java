/** What the API's methods do, by means of the agent's parts. */
@NullMarked
package org.kubeos.agent.service;

import org.jspecify.annotations.NullMarked;
