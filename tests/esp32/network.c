#include "network.h"

#include "esp_eth.h"
#include "esp_eth_mac_openeth.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"

enum { ADDRESS = 1, PATIENCE = 15000 /* milliseconds */, RECEIVER = 1 /* the least above idling */ };

static void addressed(void *events, esp_event_base_t base, int32_t id, void *data)
{
	(void)base;
	(void)id;
	(void)data;
	xEventGroupSetBits(events, ADDRESS);
}

static esp_err_t start_driver(esp_eth_handle_t *ethernet)
{
	eth_mac_config_t link = ETH_MAC_DEFAULT_CONFIG();
	eth_phy_config_t port = ETH_PHY_DEFAULT_CONFIG();
	esp_eth_config_t both;

	port.autonego_timeout_ms = 100;
	/* Without memory for a frame the driver tries again without a pause: nobody gives memory back unless others have their turn. */
	link.rx_task_prio = RECEIVER;
	/* And it says so each time, which is megabytes of serial line in a few seconds. */
	esp_log_level_set("opencores.emac", ESP_LOG_NONE);
	both = (esp_eth_config_t)ETH_DEFAULT_CONFIG(esp_eth_mac_new_openeth(&link), esp_eth_phy_new_generic(&port));
	return esp_eth_driver_install(&both, ethernet);
}

esp_err_t network_start(void)
{
	esp_netif_config_t kind = ESP_NETIF_DEFAULT_ETH();
	EventGroupHandle_t events = xEventGroupCreate();
	esp_eth_handle_t ethernet = NULL;
	esp_netif_t *interface;
	esp_err_t result = events ? ESP_OK : ESP_ERR_NO_MEM;

	if (result == ESP_OK)
		result = esp_netif_init();
	if (result == ESP_OK)
		result = esp_event_loop_create_default();
	if (result == ESP_OK)
		result = esp_event_handler_register(IP_EVENT, IP_EVENT_ETH_GOT_IP, addressed, events);
	if (result == ESP_OK)
		result = start_driver(&ethernet);
	if (result != ESP_OK)
		return result;
	interface = esp_netif_new(&kind);
	if (!interface)
		return ESP_ERR_NO_MEM;
	result = esp_netif_attach(interface, esp_eth_new_netif_glue(ethernet));
	if (result == ESP_OK)
		result = esp_eth_start(ethernet);
	if (result == ESP_OK && !xEventGroupWaitBits(events, ADDRESS, pdFALSE, pdTRUE, pdMS_TO_TICKS(PATIENCE)))
		result = ESP_ERR_TIMEOUT;
	return result;
}
